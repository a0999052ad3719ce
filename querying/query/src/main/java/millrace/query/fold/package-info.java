/// What functions come to while points are read: several of them at once, window by window, for runs of points, whole
/// pages or one series after another. Knows arrays of points and summaries of pages, nothing of where they come from.
///
/// Main types: [SeriesFold] takes the points of a series, [WindowTable] holds what they came to.
package millrace.query.fold;
