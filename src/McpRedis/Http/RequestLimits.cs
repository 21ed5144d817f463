using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace McpRedis.Http;

/// <summary>How much is worked on at once, and how fast one caller may ask.</summary>
internal sealed class RequestLimits(HttpOptions options) : IDisposable
{
    // Streams that only listen hold a connection and little else.
    private const int MaxStreams = 500, MaxStreamsOfOne = 100;

    private readonly ConcurrencyLimiter _atOnce = new(new()
    {
        PermitLimit = options.MaxConcurrentRequests,
        QueueLimit = 2 * options.MaxConcurrentRequests,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    // Where callers are told apart none can take every turn: with calls that wait, one token would be enough to keep out all others.
    private readonly PartitionedRateLimiter<Admission> _shares = PartitionedRateLimiter.Create<Admission, string>(caller =>
        options.TellsCallersApart
            ? RateLimitPartition.GetConcurrencyLimiter(caller.Principal.Name, _ => new()
            {
                PermitLimit = Math.Max(1, options.MaxConcurrentRequests * 3 / 4),
                QueueLimit = options.MaxConcurrentRequests,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            })
            : RateLimitPartition.GetNoLimiter(""));

    private readonly PartitionedRateLimiter<Admission> _rates = PartitionedRateLimiter.Create<Admission, (string, double)>(caller =>
        RateLimitPartition.Get((caller.Principal.Name, caller.RatePerSecond ?? options.RateLimit), key => Limiter(key.Item2)));

    private readonly Dictionary<string, int> _streams = new(StringComparer.Ordinal);
    private int _allStreams;

    /// <summary>Null when the caller may go on.</summary>
    public HttpRefusal? Count(Admission caller)
    {
        if ((caller.RatePerSecond ?? options.RateLimit) <= 0)
        {
            return null;
        }
        using var lease = _rates.AttemptAcquire(caller);
        if (lease.IsAcquired)
        {
            return null;
        }
        double seconds = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, Math.Ceiling(after.TotalSeconds)) : 1;
        return new(StatusCodes.Status429TooManyRequests, "Too many requests; repeat this one later.")
        {
            Header = ("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)),
        };
    }

    /// <summary>A turn to work, given back when disposed; null when too many wait already.</summary>
    public async ValueTask<IDisposable?> EnterAsync(Admission caller, CancellationToken cancellationToken)
    {
        var share = await _shares.AcquireAsync(caller, 1, cancellationToken);
        RateLimitLease? turn = null;
        try
        {
            turn = share.IsAcquired ? await _atOnce.AcquireAsync(1, cancellationToken) : null;
            return turn is { IsAcquired: true } ? new Turn(share, turn) : null;
        }
        finally
        {
            if (turn is not { IsAcquired: true })
            {
                turn?.Dispose();
                share.Dispose();
            }
        }
    }

    /// <summary>Room for a stream that listens; null when the caller, or everybody, has too many.</summary>
    public IDisposable? Listen(Admission caller)
    {
        string name = caller.Principal.Name;
        lock (_streams)
        {
            int theirs = _streams.GetValueOrDefault(name);
            if (_allStreams >= MaxStreams || theirs >= MaxStreamsOfOne)
            {
                return null;
            }
            (_allStreams, _streams[name]) = (_allStreams + 1, theirs + 1);
        }
        return new Listening(() =>
        {
            lock (_streams)
            {
                _allStreams--;
                if (--_streams[name] == 0)
                {
                    _streams.Remove(name);
                }
            }
        });
    }

    public void Dispose()
    {
        _atOnce.Dispose();
        _shares.Dispose();
        _rates.Dispose();
    }

    // About ten times a second as many as are due by then, so that the rate is kept exactly: 15 a second are 2 every 133 ms.
    private static TokenBucketRateLimiter Limiter(double perSecond)
    {
        int tokens = Math.Max(1, (int)Math.Round(perSecond / 10));
        return new(new()
        {
            TokenLimit = Math.Max(tokens, (int)Math.Min(2 * perSecond, int.MaxValue)),
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds(tokens / perSecond),
            QueueLimit = 0,
            AutoReplenishment = true,
        });
    }

    private sealed class Turn(RateLimitLease share, RateLimitLease turn) : IDisposable
    {
        public void Dispose()
        {
            turn.Dispose();
            share.Dispose();
        }
    }

    private sealed class Listening(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
