using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace McpRedis.Hosting;

/// <summary>
/// Serilog behind Microsoft.Extensions.Logging, to stderr whatever the level: stdout belongs to the protocol.
/// Every line passes <see cref="Redis.Connections.Redaction"/> as the last wall.
/// </summary>
internal static class Logging
{
    /// <param name="level"><c>trace</c>, <c>debug</c>, <c>info</c>, <c>warning</c> or <c>error</c>.</param>
    /// <param name="scrub">Takes secrets out of a line.</param>
    public static ILoggerFactory Create(string level, Func<string, string> scrub)
    {
        var minimum = Convert(level);
        // The SDK logs a stack trace for every unknown tool and every cancelled call: noise, unless asked for.
        var sdk = minimum <= LogEventLevel.Debug ? minimum : LogEventLevel.Fatal;
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(minimum)
            .MinimumLevel.Override("ModelContextProtocol", sdk)
            .WriteTo.Sink(new StderrSink(Console.OpenStandardError(), scrub))
            .CreateLogger();
        return new SerilogLoggerFactory(logger, dispose: true);
    }

    private static LogEventLevel Convert(string level) => level switch
    {
        "trace" => LogEventLevel.Verbose,
        "debug" => LogEventLevel.Debug,
        "warning" => LogEventLevel.Warning,
        "error" => LogEventLevel.Error,
        _ => LogEventLevel.Information,
    };

    /// <summary>One line an event. Serilog's own console sink cannot pass its text through the scrubber.</summary>
    private sealed class StderrSink(Stream stderr, Func<string, string> scrub) : ILogEventSink
    {
        private readonly Lock _lock = new();

        public void Emit(LogEvent logEvent)
        {
            string line = $"{logEvent.Timestamp:HH:mm:ss.fff} {Short(logEvent.Level)} {logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture)}";
            if (logEvent.Exception is { } exception)
            {
                line += Environment.NewLine + exception;
            }
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(scrub(line) + "\n");
            try
            {
                lock (_lock)
                {
                    stderr.Write(bytes);
                    stderr.Flush();
                }
            }
            catch (IOException)
            {
                // stderr is closed or full; the calls go on.
            }
        }

        private static string Short(LogEventLevel level) => level switch
        {
            LogEventLevel.Verbose => "TRC",
            LogEventLevel.Debug => "DBG",
            LogEventLevel.Information => "INF",
            LogEventLevel.Warning => "WRN",
            LogEventLevel.Error => "ERR",
            _ => "FTL",
        };
    }
}
