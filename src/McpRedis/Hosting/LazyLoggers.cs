using Microsoft.Extensions.Logging;

namespace McpRedis.Hosting;

/// <summary>
/// Loggers that make the real ones when the first line is to be written. Most processes are started, asked a few
/// things and ended without a line; they need not wait for a logging library.
/// </summary>
/// <param name="minimum">Lowest level written, by category.</param>
/// <param name="make">Makes the real factory, once.</param>
internal sealed class LazyLoggers(Func<string, LogLevel> minimum, Func<ILoggerFactory> make) : ILoggerFactory
{
    private readonly Lazy<ILoggerFactory> _real = new(make);

    public ILogger CreateLogger(string categoryName) => new LazyLogger(categoryName, minimum(categoryName), _real);

    public void AddProvider(ILoggerProvider provider) => _real.Value.AddProvider(provider);

    public void Dispose()
    {
        if (_real.IsValueCreated)
        {
            _real.Value.Dispose();
        }
    }

    private sealed class LazyLogger(string category, LogLevel minimum, Lazy<ILoggerFactory> real) : ILogger
    {
        private ILogger? _logger;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                (_logger ??= real.Value.CreateLogger(category)).Log(logLevel, eventId, state, exception, formatter);
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
