/// What every module leans on: error codes, time spans, the clock, argument checks.
///
/// Main types: [MillraceException] with its [ErrorCode], [TimeSpan], [Clock]. Knows no other module.
package millrace.base;
