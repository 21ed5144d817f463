using System.Net;
using System.Net.Sockets;
using System.Text;
using McpRedis.Migration.Serving;
using McpRedis.Migration.Sync;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Serving;

/// <summary>Who gets what is served, and when.</summary>
public sealed class ReplicaServerTests : IDisposable
{
    private const string Data = "what is served";
    private readonly TempFolder _folder = new();
    private ServedFile? _file;

    public void Dispose()
    {
        _file?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_is_sent_without_the_secret()
    {
        await using ReplicaServer server = await StartAsync(Doors.Peer(6379));
        server.Allow();
        using var client = await ConnectAsync(server);
        Assert.Equal("-NOAUTH Authentication required.", await AskAsync(client, "PING"));
        Assert.Equal("-NOAUTH Authentication required.", await AskAsync(client, "REPLCONF", "capa", "eof"));
        Assert.Equal("-NOAUTH Authentication required.", await AskAsync(client, "PSYNC", "?", "-1"));
        Assert.Equal("-NOAUTH Authentication required.", await AskAsync(client, "SYNC"));
        Assert.StartsWith("-WRONGPASS", await AskAsync(client, "AUTH", server.Password[..^1] + "g"), StringComparison.Ordinal);
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], TestTimeout.Token()));
        Assert.Equal((0, 1L, false), (server.Transfers, server.TurnedAway, server.Asked.IsCompleted));
    }

    [Fact]
    public async Task Who_knows_the_secret_gets_nothing_until_it_is_allowed_and_then_everything()
    {
        await using ReplicaServer server = await StartAsync(Doors.Peer(6379));
        using var client = await ConnectAsync(server);
        Assert.Equal("+OK", await AskAsync(client, "AUTH", server.Password));
        Assert.Equal("+PONG", await AskAsync(client, "PING"));
        Assert.Equal("+OK", await AskAsync(client, "REPLCONF", "listening-port", "1", "capa", "eof"));
        await SendAsync(client, "PSYNC", "?", "-1");
        await server.Asked.WaitAsync(TestTimeout.Token());
        Assert.Equal("", await LineAsync(client));
        Assert.Equal(0, server.Transfers);
        // One at a time, whoever it is.
        using (var second = await ConnectAsync(server))
        {
            Assert.Equal("+OK", await AskAsync(second, "AUTH", server.Password));
            await SendAsync(second, "PSYNC", "?", "-1");
            Assert.Equal(0, await second.GetStream().ReadAsync(new byte[1], TestTimeout.Token()));
        }
        server.Allow();
        Assert.Equal($"+FULLRESYNC {server.ReplicationId} 1", await WordsAsync(client));
        Assert.Equal($"${Data.Length}", await LineAsync(client));
        Assert.Equal(Data, await TextAsync(client, Data.Length));
        Assert.Equal("*1", await LineAsync(client)); // PING, every few seconds
    }

    [Fact]
    public async Task Who_comes_from_elsewhere_is_not_heard()
    {
        await using ReplicaServer server = await StartAsync(new ConnectionOptions { Name = "far", Source = "test", Kind = ConnectionKind.Server, Endpoints = [new("192.0.2.1", 6379)] });
        using var client = await ConnectAsync(server);
        await TestTimeout.UntilAsync("it is turned away", () => Task.FromResult(server.TurnedAway == 1));
        Assert.Equal(0, await ReadOrResetAsync(client));
    }

    [Fact]
    public async Task What_is_no_command_ends_the_connection_and_nothing_else()
    {
        await using ReplicaServer server = await StartAsync(Doors.Peer(6379));
        foreach (string garbage in (string[])["GET / HTTP/1.1\r\n\r\n", "*1\r\n$999999999\r\n", "*-5\r\n", "\0\0\0\0"])
        {
            using var client = await ConnectAsync(server);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(garbage), TestTimeout.Token());
            Assert.Equal(0, await ReadOrResetAsync(client));
        }
        using var good = await ConnectAsync(server);
        Assert.Equal("+OK", await AskAsync(good, "AUTH", server.Password));
    }

    [Fact]
    public async Task Who_says_nothing_or_little_is_closed_in_time_and_keeps_nobody_out_for_good()
    {
        var time = new ManualTime();
        await using ReplicaServer server = await StartAsync(Doors.Peer(6379), time: time);
        var slow = new List<TcpClient>();
        for (int i = 0; i < 4; i++)
        {
            slow.Add(await ConnectAsync(server));
            Assert.Equal("-NOAUTH Authentication required.", await AskAsync(slow[i], "PING"));   // it is being served
            await slow[i].GetStream().WriteAsync("*2\r\n$4\r\nAU"u8.ToArray(), TestTimeout.Token());
        }
        using (var fifth = await ConnectAsync(server))
        {
            Assert.Equal(0, await ReadOrResetAsync(fifth));
        }
        Assert.Equal(1, server.TurnedAway);
        time.Advance(TimeSpan.FromSeconds(11));
        foreach (var client in slow)
        {
            Assert.Equal(0, await ReadOrResetAsync(client));
            client.Dispose();
        }
        // A connection is counted until what served it has ended.
        await TestTimeout.UntilAsync("who knows the secret is heard", async () =>
        {
            using var good = await ConnectAsync(server);
            try
            {
                return await AskAsync(good, "AUTH", server.Password) == "+OK";
            }
            catch (IOException)
            {
                return false;
            }
        });
        Assert.False(server.Asked.IsCompleted);
    }

    // A file that is sent while it is being made ends with a mark, and one that cannot be finished without: so the target knows.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_goes_over_as_it_is_made(bool fails)
    {
        await using ReplicaServer server = await StartAsync(Doors.Peer(6379), isWhole: false);
        server.Allow();
        using var client = await AskForDataAsync(server, "eof");
        Assert.Equal($"+FULLRESYNC {server.ReplicationId} 1", await WordsAsync(client));
        Assert.Equal($"$EOF:{server.EndMark}", await LineAsync(client));
        Assert.Equal(Data, await TextAsync(client, Data.Length));
        if (fails)
        {
            _file!.Fail(new IOException("the source is gone"));
            Assert.Equal(0, await ReadOrResetAsync(client));
            return;
        }
        Write(_file!, "and more");
        _file!.Complete();
        Assert.Equal("and more" + server.EndMark, await TextAsync(client, "and more".Length + server.EndMark.Length));
        Assert.Equal("*1", await LineAsync(client)); // PING, every few seconds
    }

    // A server from before 2.8.18 takes only what has a size.
    [Fact]
    public async Task Who_needs_the_size_gets_signs_of_life_until_there_is_one()
    {
        await using ReplicaServer server = await StartAsync(Doors.Peer(6379), isWhole: false);
        server.Allow();
        using var client = await AskForDataAsync(server, "psync2");
        Assert.Equal("", await LineAsync(client));
        Assert.Equal("", await LineAsync(client));
        Assert.Equal(0, server.Transfers);
        _file!.Complete();
        Assert.Equal($"+FULLRESYNC {server.ReplicationId} 1", await WordsAsync(client));
        Assert.Equal($"${Data.Length}", await LineAsync(client));
        Assert.Equal(Data, await TextAsync(client, Data.Length));
    }

    private async Task<ReplicaServer> StartAsync(ConnectionOptions target, bool isWhole = true, TimeProvider? time = null)
    {
        ServedFile file = _file = new ServedFile(new SpoolOptions { Folder = _folder.Path, ReserveBytes = 0, TellAfterBytes = 1 });
        Write(file, Data);
        if (isWhole)
        {
            file.Complete();
        }
        var peers = await ReplicaPeers.OfAsync(target, TestTimeout.Token());
        return new(ReplicaListener.Start(IPAddress.Loopback, 0, peers), file, time ?? TimeProvider.System);
    }

    private static void Write(ServedFile file, string text)
    {
        file.Advance(Encoding.ASCII.GetBytes(text, file.GetSpan(text.Length)));
        file.Flush();
    }

    private static async Task<TcpClient> AskForDataAsync(ReplicaServer server, string capability)
    {
        TcpClient client = await ConnectAsync(server);
        Assert.Equal("+OK", await AskAsync(client, "AUTH", server.Password));
        Assert.Equal("+OK", await AskAsync(client, "REPLCONF", "capa", capability));
        await SendAsync(client, "PSYNC", "?", "-1");
        return client;
    }

    // The next line that is more than a sign of life.
    private static async Task<string> WordsAsync(TcpClient client)
    {
        string line;
        while ((line = await LineAsync(client)).Length == 0)
        {
        }
        return line;
    }

    private static async Task<string> TextAsync(TcpClient client, int length)
    {
        byte[] got = new byte[length];
        await client.GetStream().ReadExactlyAsync(got, TestTimeout.Token());
        return Encoding.ASCII.GetString(got);
    }

    private static async Task<TcpClient> ConnectAsync(ReplicaServer server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, TestTimeout.Token());
        return client;
    }

    private static async Task<int> ReadOrResetAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], TestTimeout.Token());
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task<string> AskAsync(TcpClient client, params string[] words)
    {
        await SendAsync(client, words);
        return await LineAsync(client);
    }

    private static async Task SendAsync(TcpClient client, params string[] words) =>
        await client.GetStream().WriteAsync(RespEncoding.Encode(RespEncoding.Words(words)), TestTimeout.Token());

    private static async Task<string> LineAsync(TcpClient client)
    {
        byte[] one = new byte[1];
        var line = new StringBuilder();
        while (true)
        {
            await client.GetStream().ReadExactlyAsync(one, TestTimeout.Token());
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }
            line.Append((char)one[0]);
        }
    }
}
