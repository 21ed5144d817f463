using System.Collections.Concurrent;
using McpRedis.Tests.Support;
using StackExchange.Redis;

namespace McpRedis.Tests.Compat;

/// <summary>Eight callers that write and read back until told to stop; failures are collected, wrong replies too.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly Task _callers;
    private volatile bool _stopped;
    private int _calls;

    public Load(IDatabase database) =>
        _callers = Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() => CallAsync(database, caller))));

    public ConcurrentQueue<Exception> Failures { get; } = [];

    public ConcurrentQueue<string> WrongReplies { get; } = [];

    /// <summary>Until it has got through some more calls.</summary>
    public Task MovesOnAsync()
    {
        var until = Volatile.Read(ref _calls) + 200;
        return TestTimeout.UntilAsync("calls succeed", () => Task.FromResult(Volatile.Read(ref _calls) >= until));
    }

    public async Task StopAsync()
    {
        _stopped = true;
        await _callers.WaitAsync(TestTimeout.HangGuard);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task CallAsync(IDatabase database, int caller)
    {
        for (var i = 0; !_stopped; i++)
        {
            try
            {
                var (key, value) = ($"load{caller}", $"{caller}:{i}:{new string('x', i % 5000)}");
                await database.StringSetAsync(key, value);
                var got = (string?)await database.StringGetAsync(key);

                // Null: the server was restarted, empty, in between.
                if (got is not null && got != value)
                {
                    WrongReplies.Enqueue($"{key}: wrote {i}, read {got[..Math.Min(got.Length, 20)]}");
                }

                Interlocked.Increment(ref _calls);
            }
            catch (Exception e)
            {
                Failures.Enqueue(e);
                await Task.Delay(TestTimeout.PollPause);
            }
        }
    }
}
