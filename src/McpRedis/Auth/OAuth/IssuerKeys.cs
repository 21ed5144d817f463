using Microsoft.Extensions.Logging;

namespace McpRedis.Auth.OAuth;

/// <summary>
/// The issuer's keys, kept. They are fetched when first needed, again in the background once ten minutes old, and a call waits for
/// that once they are an hour old, unless the issuer is known to be down: then they hold for a day. Whatever tokens ask for, there is one
/// fetch at a time and one in half a minute.
/// </summary>
/// <param name="fetch">Brings the keys or a <see cref="FetchFault"/>.</param>
internal sealed partial class IssuerKeys(Func<CancellationToken, Task<JwkSet>> fetch, TimeProvider time, ILogger logger) : IDisposable
{
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10), Old = TimeSpan.FromHours(1), Dead = TimeSpan.FromHours(24);

    /// <summary>Between two fetches; shorter as long as there never was a key.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30), FirstPause = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();
    private volatile Held? _held;
    private volatile string? _trouble;   // why the last fetch failed; null when it did not
    private Task? _running;
    private long? _tried;

    /// <summary>The key of a token; for none, whether that is because the issuer could not be asked.</summary>
    public async ValueTask<(SigningKey? Key, bool Unavailable)> FindAsync(string? id, CancellationToken cancellationToken)
    {
        var held = Usable();
        var key = held?.Keys.Find(id);
        if (key is null || Age(held!) >= Fresh)
        {
            bool worthWaiting = key is null || (Age(held!) >= Old && _trouble is null);
            if (Fetch() is { } running && worthWaiting)
            {
                await running.WaitAsync(cancellationToken);
            }
            key = Usable()?.Keys.Find(id);   // also without a wait: somebody else's fetch may have ended since we looked
        }
        return (key, key is null && (_held is null || _trouble is not null));
    }

    public void Dispose()
    {
        using (_ended)
        {
            _ended.Cancel();
        }
    }

    private Held? Usable() => _held is { } held && Age(held) < Dead ? held : null;

    private TimeSpan Age(Held held) => time.GetElapsedTime(held.At);

    // The fetch that is under way, else a new one; null when it is too soon for one.
    private Task? Fetch()
    {
        lock (_lock)
        {
            if (_running is { IsCompleted: false })
            {
                return _running;
            }
            if (_tried is { } at && time.GetElapsedTime(at) < (_held is null ? FirstPause : Pause))
            {
                return null;
            }
            _tried = time.GetTimestamp();
            return _running = Task.Run(FetchAsync);
        }
    }

    private async Task FetchAsync()
    {
        try
        {
            var keys = await fetch(_ended.Token);
            string? before = _held?.Keys.Remark;
            _held = new Held(keys, time.GetTimestamp());
            if (keys.Remark is { } remark && remark != before)
            {
                LogRemark(remark);
            }
            if (_trouble is not null)
            {
                _trouble = null;
                LogBack(keys.Count);
            }
        }
        catch (FetchFault fault)
        {
            if (_trouble != fault.Message)
            {
                LogTrouble(fault.Message);
            }
            _trouble = fault.Message;
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "keys of the OAuth issuer could not be had: {Why}")]
    private partial void LogTrouble(string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "keys of the OAuth issuer are there again: {Count}")]
    private partial void LogBack(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "keys of the OAuth issuer: {Remark}")]
    private partial void LogRemark(string remark);

    private sealed record Held(JwkSet Keys, long At);
}
