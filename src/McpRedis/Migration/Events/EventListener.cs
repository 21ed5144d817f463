using System.Buffers.Text;
using System.Text;
using McpRedis.Migration.Compare;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Events;

// PSUBSCRIBE __keyspace@*__:*        *3 psubscribe __keyspace@*__:* :1
//                                    *4 pmessage __keyspace@*__:* __keyspace@0__:user:17 hset
// PING 42                            *2 pong 42

/// <summary>
/// Listens on one master for what happens to its keys. The server puts messages and answers into one line: when the answer to a PING comes, every change that was
/// acknowledged before it has been told.
/// </summary>
internal sealed class EventListener : IAsyncDisposable
{
    private static readonly byte[] Start = "__keyspace@"u8.ToArray();
    private static readonly byte[] Middle = "__:"u8.ToArray();

    private readonly RespPipe _pipe;
    private readonly BulkCommand _ping;
    private readonly KeyTaker _takes;
    private readonly DirtyKeys _dirty;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _end = new();
    private long _asked;
    private long _answered;

    private EventListener(RespPipe pipe, BulkCommand ping, KeyTaker takes, DirtyKeys dirty)
    {
        (_pipe, _ping, _takes, _dirty) = (pipe, ping, takes, dirty);
        Running = Task.Run(ListenAsync);
    }

    /// <summary>Ends when the connection does.</summary>
    public Task Running { get; }

    /// <exception cref="Faults.Fault">not_permitted: the user may not listen there.</exception>
    public static async Task<EventListener> OpenAsync(IBulkGateway source, MasterNode node, KeyTaker takes, DirtyKeys dirty, CancellationToken cancellationToken)
    {
        // In RESP2 everything that comes is a reply, told apart by its first word.
        var pipe = await source.OpenAsync(node, new() { Protocol = 2 }, cancellationToken);
        try
        {
            var reply = await pipe.AskAsync(RedisCommand.Of("PSUBSCRIBE").Arg("__keyspace@*__:*"), cancellationToken);
            return reply.IsError ? throw RedisFaults.FromReply(reply.Text, "PSUBSCRIBE") : new(pipe, source.Prepare("PING"), takes, dirty);
        }
        catch
        {
            await pipe.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when all that was acknowledged before has been told.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public async Task DrainAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        long number = Interlocked.Increment(ref _asked);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            _pipe.Commands.Begin(_ping, 1);
            _pipe.Commands.Argument(number);
            await _pipe.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
        for (long from = time.GetTimestamp(); Interlocked.Read(ref _answered) < number; await Task.Delay(TimeSpan.FromMilliseconds(2), time, cancellationToken))
        {
            if (Running.IsCompleted || time.GetElapsedTime(from) > patience)
            {
                throw new IOException("The source tells no changes any more.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _pipe.DisposeAsync();
        _writing.Dispose();
        _end.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _pipe.ReadAsync(_end.Token))
        {
            Take(_pipe.Reply);
        }
        throw new EndOfStreamException("The source closed the connection.");
    }

    private void Take(RespFrame message)
    {
        var words = message.GetEnumerator();
        var kind = words.Next().Bytes;
        if (kind.SequenceEqual("pmessage"u8))
        {
            words.Next();
            if (TryRead(words.Next().Bytes, out int database, out var key) && _takes(database, key))
            {
                _dirty.Add(new KeyName(database, key.ToArray()));
            }
        }
        else if (kind.SequenceEqual("pong"u8) && long.TryParse(Encoding.ASCII.GetString(words.Next().Bytes), out long number))
        {
            Interlocked.Exchange(ref _answered, number);
        }
    }

    internal static bool TryRead(ReadOnlySpan<byte> channel, out int database, out ReadOnlySpan<byte> key)
    {
        database = 0;
        key = default;
        if (!channel.StartsWith(Start) || !Utf8Parser.TryParse(channel[Start.Length..], out database, out int digits) || !channel[(Start.Length + digits)..].StartsWith(Middle))
        {
            return false;
        }
        key = channel[(Start.Length + digits + Middle.Length)..];
        return true;
    }
}

/// <summary>Whether a key of a database matters.</summary>
internal delegate bool KeyTaker(int database, ReadOnlySpan<byte> key);
