using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace McpRedis.Hosting;

/// <summary>
/// Serilog behind Microsoft.Extensions.Logging, to stderr whatever the level: stdout belongs to the protocol.
/// Every line passes <see cref="Redis.Connections.Redaction"/> as the last wall.
/// </summary>
internal static class Logging
{
    /// <param name="level"><c>trace</c>, <c>debug</c>, <c>info</c>, <c>warning</c> or <c>error</c>.</param>
    /// <param name="scrub">Takes secrets out of a line.</param>
    /// <param name="json">One JSON object a line, for collectors, instead of text for people.</param>
    public static ILoggerFactory Create(string level, Func<string, string> scrub, bool json = false)
    {
        var minimum = level switch
        {
            "trace" => LogLevel.Trace,
            "debug" => LogLevel.Debug,
            "warning" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => LogLevel.Information,
        };
        // The SDK logs a stack trace for every unknown tool and every cancelled call: noise, unless asked for. At trace it logs whole messages: stored values, never.
        var sdk = minimum <= LogLevel.Debug ? LogLevel.Debug : LogLevel.Critical;
        // The web server tells of every request, its query string included.
        var web = minimum < LogLevel.Warning ? LogLevel.Warning : minimum;
        return new LazyLoggers(
            category => category.StartsWith("ModelContextProtocol", StringComparison.Ordinal) ? sdk : category.StartsWith("Microsoft.", StringComparison.Ordinal) ? web : minimum,
            () => Serilog(scrub, json));
    }

    // What passes is decided before it gets here.
    private static SerilogLoggerFactory Serilog(Func<string, string> scrub, bool json) => new(
        new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Console(new ScrubbedText(scrub, json), standardErrorFromLevel: LogEventLevel.Verbose).CreateLogger(),
        dispose: true);

    /// <summary>Renders an event and takes the secrets out of the whole of it, exception included.</summary>
    private sealed class ScrubbedText(Func<string, string> scrub, bool json) : ITextFormatter
    {
        private readonly ITextFormatter _plain = json ? new JsonFormatter(renderMessage: true) : new MessageTemplateTextFormatter("{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:l}{NewLine}{Exception}", CultureInfo.InvariantCulture);

        public void Format(LogEvent logEvent, TextWriter output)
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            _plain.Format(logEvent, text);
            output.Write(scrub(text.ToString()));
        }
    }
}
