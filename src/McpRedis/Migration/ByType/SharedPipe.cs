using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.ByType;

/// <summary>
/// One connection for the copies of many keys at once: what they ask while a round trip is under way goes out together with the next one, so that a
/// far server costs a round trip for many keys and not for each.
/// </summary>
/// <param name="pipe">Ends with this.</param>
/// <param name="runId">Which process answers; null where it does not tell.</param>
internal sealed class SharedPipe(RespPipe pipe, string? runId) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();
    private List<Exchange> _waiting = [];
    private Task _pump = Task.CompletedTask;
    private bool _isPumping;

    public string? RunId => runId;

    /// <summary>Why it ended; null while it works.</summary>
    public Exception? Failure { get; private set; }

    /// <exception cref="IOException">The connection is lost: what was asked may have been done. <see cref="RespFormatException"/> where this reply was too large.</exception>
    public Task<RespValue[]> AskAsync(IReadOnlyList<TypeCall> calls, CancellationToken cancellationToken)
    {
        var exchange = new Exchange(calls);
        lock (_lock)
        {
            if (Failure is not null)
            {
                return Task.FromException<RespValue[]>(Lost(Failure));
            }
            _waiting.Add(exchange);
            if (!_isPumping)
            {
                _isPumping = true;
                _pump = Task.Run(PumpAsync, CancellationToken.None);
            }
        }
        return exchange.Done.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _pump;
        await pipe.DisposeAsync();
        _end.Dispose();
    }

    private async Task PumpAsync()
    {
        while (TakeRound() is { } round)
        {
            int answered = 0;
            try
            {
                round.ForEach(exchange => exchange.Write(pipe.Commands));
                await pipe.FlushAsync(_end.Token);
                for (; answered < round.Count; answered++)
                {
                    await round[answered].ReadAsync(pipe, _end.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or Fault)
            {
                Fail(e, round, answered);
                return;
            }
        }
    }

    private List<Exchange>? TakeRound()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _isPumping = false;
                return null;
            }
            var round = _waiting;
            _waiting = [];
            return round;
        }
    }

    // The one that was being answered gets the cause, which may be its own; the others that the connection is lost.
    private void Fail(Exception cause, List<Exchange> round, int answered)
    {
        lock (_lock)
        {
            Failure = cause;
            round.AddRange(_waiting);
            _waiting = [];
        }
        for (int i = answered; i < round.Count; i++)
        {
            round[i].Done.TrySetException(i == answered && cause is IOException or Fault ? cause : Lost(cause));
        }
    }

    private static Exception Lost(Exception cause) => cause is Fault ? cause : new IOException("The connection is lost.", cause);
}
