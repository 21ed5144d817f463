using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace McpRedis.Tests.Support;

/// <summary>Loggers that keep what is logged, at every level unless told otherwise.</summary>
internal sealed class LogLines(LogLevel lowest = LogLevel.Trace) : ILoggerFactory
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> All => [.. _lines];

    /// <summary>The lines of one class.</summary>
    public IReadOnlyList<LogLine> Of<T>() => [.. _lines.Where(line => line.Category == typeof(T).FullName)];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lowest, _lines);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Logger(string category, LogLevel lowest, ConcurrentQueue<LogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.Enqueue(new(category, logLevel, formatter(state, exception), exception));
            }
        }
    }
}

/// <summary>One line of a log.</summary>
internal sealed record LogLine(string Category, LogLevel Level, string Text, Exception? Exception);
