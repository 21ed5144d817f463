using System.Security.Cryptography;
using System.Text;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Serving;

/// <summary>
/// Serves a file to the one server that knows the secret. A server that was told to follow us comes back, logs in and asks; until <see cref="Allow"/> it gets
/// nothing but signs of life, and nothing it holds is touched: that it asked is the proof that it reaches us.
/// </summary>
internal sealed class ReplicaServer : IAsyncDisposable
{
    private const int SecretBytes = 32;
    private const int IdBytes = 20; // of a mark, too

    private readonly ReplicaListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _maySend = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _sign = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private int _claimed;
    private int _transfers;
    private long _sent;
    private long _heard;
    private long _refused;

    /// <param name="listener">Where; ends with this.</param>
    /// <param name="file">What.</param>
    /// <param name="time">Clock of heartbeats.</param>
    public ReplicaServer(ReplicaListener listener, ServedFile file, TimeProvider time)
    {
        (_listener, File) = (listener, file);
        Password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        Secret = Encoding.ASCII.GetBytes(Password);
        ReplicationId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        EndMark = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        _running = Task.Run(() => listener.RunAsync((stream, ct) => new ReplicaSession(stream, this, time).RunAsync(ct), _end.Token));
    }

    public ServedFile File { get; }

    /// <summary>What the target must log in with. Goes to the target's settings and nowhere else.</summary>
    public string Password { get; }

    public byte[] Secret { get; }

    /// <summary>Of this file: a target that says it has loaded from it has loaded this and nothing else.</summary>
    public string ReplicationId { get; }

    /// <summary>What ends a file that is sent while it is still being made.</summary>
    public string EndMark { get; }

    public int Port => _listener.Port;

    /// <summary>Ends when the target has come, logged in and asked for the data.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Bytes sent of the transfer under way or the last one.</summary>
    public long SentBytes => Interlocked.Read(ref _sent);

    /// <summary>How often a transfer was begun.</summary>
    public int Transfers => Volatile.Read(ref _transfers);

    /// <summary>Counts everything that comes and goes; what does not change for long stands still.</summary>
    public long Moves => Interlocked.Read(ref _heard) + SentBytes;

    /// <summary>Connections that were closed unheard, or did not know the secret.</summary>
    public long TurnedAway => _listener.TurnedAway + Interlocked.Read(ref _refused);

    /// <summary>Ends with the next sign of life of the target. One that has loaded gives one at once.</summary>
    public Task NextSign => _sign.Task;

    internal Task MaySend => _maySend.Task;

    /// <summary>From now on the target gets what it asks for.</summary>
    public void Allow() => _maySend.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync(); // once more does no harm
        _listener.Dispose();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        CryptographicOperations.ZeroMemory(Secret);
    }

    internal bool TryClaim()
    {
        bool isOurs = Interlocked.CompareExchange(ref _claimed, 1, 0) == 0;
        if (isOurs)
        {
            _asked.TrySetResult();
        }
        return isOurs;
    }

    internal void Release() => Volatile.Write(ref _claimed, 0);

    internal void Begins()
    {
        Interlocked.Increment(ref _transfers);
        Interlocked.Exchange(ref _sent, 0);
    }

    internal void Sent(long bytes) => Interlocked.Exchange(ref _sent, bytes);

    internal void Heard()
    {
        Interlocked.Increment(ref _heard);
        Interlocked.Exchange(ref _sign, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    internal void Refused() => Interlocked.Increment(ref _refused);
}
