using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using McpRedis.Guard;

namespace McpRedis.Http;

/// <summary>The sessions there are. One that is not used for a while ends; where there are too many, the caller that has most loses its longest idle one.</summary>
internal sealed class HttpSessions : IAsyncDisposable
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, HttpSession> _sessions = new(StringComparer.Ordinal);
    private readonly HttpOptions _options;
    private readonly Func<string, ValueTask> _ended;
    private readonly ITimer _timer;
    private readonly Lock _adding = new();
    private readonly CancellationTokenSource _leaving = new();

    /// <param name="options">How many, and how long.</param>
    /// <param name="ended">Told the id of a session that has ended, for what else belongs to it.</param>
    /// <param name="time">Clock.</param>
    public HttpSessions(HttpOptions options, Func<string, ValueTask> ended, TimeProvider time)
    {
        (_options, _ended) = (options, ended);
        _timer = time.CreateTimer(_ => EndIdle(), null, Sweep, Sweep);
    }

    public int Count => _sessions.Count;

    /// <summary>Cancelled when the program leaves: streams that only listen end then, while calls go on.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>Not to be guessed: 256 random bits.</summary>
    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Takes a new session in.</summary>
    /// <returns>False when there is no room and none that is idle.</returns>
    public bool TryAdd(HttpSession session)
    {
        lock (_adding)
        {
            if (_sessions.Count >= _options.MaxSessions && !EndOne())
            {
                return false;
            }
            return _sessions.TryAdd(session.Id, session);
        }
    }

    /// <summary>The session of that id, if it is this principal's: that another's exists is not told.</summary>
    public HttpSession? Find(string id, Principal principal) =>
        _sessions.TryGetValue(id, out var session) && session.Principal.Equals(principal) && !session.Ended.IsCancellationRequested ? session : null;

    public async Task EndAsync(HttpSession session)
    {
        if (_sessions.TryRemove(session.Id, out _))
        {
            try
            {
                await session.DisposeAsync();
            }
            finally
            {
                await _ended(session.Id);
            }
        }
    }

    public void EndStreams() => _leaving.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        foreach (var session in _sessions.Values)
        {
            await EndAsync(session);
        }
    }

    private void EndIdle()
    {
        foreach (var (_, session) in _sessions)
        {
            if (session.Idle > _options.SessionIdle)
            {
                _ = EndAsync(session);
            }
        }
    }

    private bool EndOne()
    {
        var idle = _sessions.Values.GroupBy(session => session.Principal.Name).MaxBy(theirs => theirs.Count())?
            .Where(session => session.Idle > TimeSpan.Zero).MaxBy(session => session.Idle);
        if (idle is null)
        {
            return false;
        }
        _ = EndAsync(idle);
        return true;
    }
}
