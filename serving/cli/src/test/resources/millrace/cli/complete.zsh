# Types words into an interactive zsh, presses TAB at their end, and prints what the command line became.
# Arguments: "source" or "autoload", the script, then the words of each line.
how=$1
script=$2
shift 2
zmodload zsh/zpty
zpty shell "TERM=dumb zsh -f -i"
zpty -w shell "PS1= PS2= RPS1=; influxdb3() { print -r -- \"became:[\$*]\" }"
if [[ $how = autoload ]]; then
  zpty -w shell "fpath=(${script:h} \$fpath); autoload -U compinit && compinit -u -D; print ready''now"
else
  zpty -w shell "autoload -U compinit && compinit -u -D; source $script; print ready''now"
fi
zpty -r shell got "*readynow*"
for words in "$@"; do
  zpty -w -n shell "influxdb3 $words"$'\t\n'
  zpty -r shell got "*became:\[*\]*"
  print -r -- "${${got##*became:\[}%%\]*}"
done
zpty -d shell
