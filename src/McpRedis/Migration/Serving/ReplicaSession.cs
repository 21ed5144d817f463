using System.Buffers;
using System.Globalization;
using System.Text;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Serving;

/// <summary>One connection of a replica: it shows who it is, asks for the data, waits until it may have them, gets them and is kept company while it loads.</summary>
internal sealed class ReplicaSession(Stream stream, ReplicaServer server, TimeProvider time)
{
    private const int ChunkBytes = 256 << 10;
    private static readonly RespLimits Limits = new(MaxReplyBytes: 16 << 10, MaxDepth: 2, MaxLineBytes: 4 << 10);
    private static readonly TimeSpan Login = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(3);

    private bool _isLoggedIn;
    private bool _takesMark;

    /// <exception cref="IOException">The connection is lost.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await GreetAsync(cancellationToken) is not { } asked || !server.TryClaim())
        {
            return;
        }
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            // Whoever goes is noticed at once, also while nothing is sent.
            Task listening = ListenAsync(end);
            try
            {
                await HoldAsync(end.Token);
                await SendAsync(asked == ReplicaRequest.Data, end.Token);
                while (true)
                {
                    await Task.Delay(Heartbeat, time, end.Token);
                    await stream.WriteAsync("*1\r\n$4\r\nPING\r\n"u8.ToArray(), end.Token);
                }
            }
            finally
            {
                await end.CancelAsync();
                await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            server.Release();
        }
    }

    // Null for who went, could not show who it is, or asks for something else.
    private async Task<ReplicaRequest?> GreetAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Login, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using var commands = new RespReplyReader(stream, Limits);
        while (await commands.ReadAsync(either.Token))
        {
            ReplicaRequest request = ReplicaRequests.Read(commands.Reply, server.Secret);
            _isLoggedIn |= request == ReplicaRequest.Login;
            _takesMark |= request == ReplicaRequest.Setting && ReplicaRequests.TakesMark(commands.Reply);
            if (request is ReplicaRequest.Data or ReplicaRequest.PlainData && _isLoggedIn)
            {
                return request;
            }
            string answer = (request, _isLoggedIn) switch
            {
                (ReplicaRequest.WrongLogin, _) => "-WRONGPASS invalid username-password pair or user is disabled.",
                (_, false) => "-NOAUTH Authentication required.",
                (ReplicaRequest.Ping, _) => "+PONG",
                (ReplicaRequest.Unknown, _) => "-ERR unknown command",
                _ => "+OK",
            };
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), either.Token);
            if (request == ReplicaRequest.WrongLogin)
            {
                server.Refused();
                return null;
            }
        }
        return null;
    }

    // As a master does while it prepares: an empty line, that it is still there. Whoever must know the size waits until there is one.
    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        Task ready = _takesMark ? server.MaySend : Task.WhenAll(server.MaySend, server.File.Whole);
        while (!ready.IsCompleted)
        {
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
            await Task.WhenAny(ready, Task.Delay(SignOfLife, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
        await ready;
    }

    private async Task SendAsync(bool withLine, CancellationToken cancellationToken)
    {
        string? mark = server.File.IsWhole ? null : server.EndMark;
        string length = mark is null ? server.File.SizeBytes.ToString(CultureInfo.InvariantCulture) : $"EOF:{mark}";
        server.Begins();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{(withLine ? $"+FULLRESYNC {server.ReplicationId} 1\r\n" : "")}${length}\r\n"), cancellationToken);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            long position = 0;
            for (int count; (count = await server.File.ReadAsync(position, chunk, cancellationToken)) > 0; server.Sent(position))
            {
                await stream.WriteAsync(chunk.AsMemory(0, count), cancellationToken);
                position += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
        // Only what is whole has an end: without it the target throws away what came.
        if (mark is not null)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(mark), cancellationToken);
        }
    }

    // Signs of life and acknowledgements: that they come is all there is to know, the target itself tells how far it is.
    private async Task ListenAsync(CancellationTokenSource end)
    {
        byte[] heard = new byte[4 << 10];
        try
        {
            while (await stream.ReadAsync(heard, end.Token) > 0)
            {
                server.Heard();
            }
        }
        finally
        {
            await end.CancelAsync();
        }
    }
}
