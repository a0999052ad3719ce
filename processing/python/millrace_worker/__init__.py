"""The plugin worker: one Python process that runs one trigger's plugin for the server.

Reading order: ``main`` starts it, ``lanes`` speaks the frame protocol, ``runs`` serves one call after another,
``loader`` turns source into an entry point, ``api`` is what the plugin sees as ``influxdb3_local``.

Standard library only, Python 3.10 to 3.14.
"""
