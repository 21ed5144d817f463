using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Stdio;

/// <summary>
/// Twenty calls a second, reads and increments in turn, each started on time whatever became of those before it. Every
/// outcome is kept, so that a test can tell afterwards what was promised and whether it was kept.
/// </summary>
internal sealed class MixedLoad : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly StdioProcess _program;
    private readonly GivenTime _clock = new();
    private readonly List<Task<LoadCall>> _calls = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _starting;

    public MixedLoad(StdioProcess program, string key, string value)
    {
        (_program, Key, Value) = (program, key, value);
        Counter = key + ":counter";
        _starting = StartCallsAsync();
    }

    /// <summary>Key that is read; it must hold <see cref="Value"/>.</summary>
    public string Key { get; }

    public string Value { get; }

    /// <summary>Key that is incremented by one.</summary>
    public string Counter { get; }

    /// <summary>Time on the load's clock.</summary>
    public TimeSpan Now => _clock.Elapsed;

    /// <summary>Waits for a call that was started after <paramref name="since"/> and succeeded.</summary>
    public async Task<LoadCall> NextSuccessAsync(TimeSpan since)
    {
        LoadCall? found = null;
        await TestTimeout.UntilAsync("a call succeeds again", () =>
        {
            lock (_calls)
            {
                found = _calls.Where(call => call.IsCompletedSuccessfully).Select(call => call.Result).FirstOrDefault(call => call.Start >= since && call.Code is null);
            }
            return Task.FromResult(found is not null);
        });
        return found!;
    }

    /// <summary>Starts no more calls and gives all outcomes.</summary>
    public async Task<IReadOnlyList<LoadCall>> EndAsync()
    {
        await _stop.CancelAsync();
        await _starting;
        return await Task.WhenAll(_calls);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _starting;
        _stop.Dispose();
        await ((Task)Task.WhenAll(_calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _clock.Dispose();
    }

    private async Task StartCallsAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            for (bool write = false; await timer.WaitForNextTickAsync(_stop.Token); write = !write)
            {
                lock (_calls)
                {
                    _calls.Add(CallAsync(write));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private async Task<LoadCall> CallAsync(bool write)
    {
        var start = Now;
        var reply = write
            ? await _program.CallAsync("redis_string_increment", new { key = Counter, by = 1 })
            : await _program.CallAsync("redis_string_get", new { keys = new[] { Key } });
        string? code = reply.Code ?? (write || reply.Strings.Contains(Value) ? null : "wrong_value");
        return new LoadCall(write, start, Now - start, code);
    }
}

/// <summary>One call of a load.</summary>
/// <param name="Write">An increment; else a read.</param>
/// <param name="Start">When, on the load's clock.</param>
/// <param name="Duration">How long until its answer.</param>
/// <param name="Code">Error code; null for a success; <c>wrong_value</c> when a read gave something else.</param>
internal sealed record LoadCall(bool Write, TimeSpan Start, TimeSpan Duration, string? Code);
