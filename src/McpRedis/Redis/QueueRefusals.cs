using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>
/// Why a server did not take a command into a transaction. The client library passes on only that EXEC was aborted;
/// the server's reason it tells its listeners, who cannot know whose it is. So only reasons that hold for the whole
/// server are taken: those are right for every call that was refused at the time.
/// </summary>
internal sealed class QueueRefusals : IDisposable
{
    private static readonly string[] ServerWide = ["OOM ", "MISCONF ", "NOREPLICAS ", "READONLY ", "LOADING ", "BUSY "];

    // Listeners are called on another thread, after the reply is there.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private readonly IConnectionMultiplexer _multiplexer;
    private readonly TaskCompletionSource<string> _reason = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public QueueRefusals(IConnectionMultiplexer multiplexer)
    {
        _multiplexer = multiplexer;
        _multiplexer.ErrorMessage += Hear;
    }

    /// <summary>The server's words; null when the failure is another one, or the reason is not known.</summary>
    public async Task<string?> ReasonAsync(Exception failure)
    {
        if (failure is not RedisServerException || !failure.Message.StartsWith("EXECABORT", StringComparison.Ordinal))
        {
            return null;
        }
        await Task.WhenAny(_reason.Task, Task.Delay(LongestWait));
        return _reason.Task.IsCompletedSuccessfully ? await _reason.Task : null;
    }

    public void Dispose() => _multiplexer.ErrorMessage -= Hear;

    private void Hear(object? sender, RedisErrorEventArgs error)
    {
        if (ServerWide.Any(code => error.Message.StartsWith(code, StringComparison.Ordinal)))
        {
            _reason.TrySetResult(error.Message);
        }
    }
}
