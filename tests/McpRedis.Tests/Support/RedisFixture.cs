using McpRedis.Tests.Support;

[assembly: AssemblyFixture(typeof(RedisFixture))]

namespace McpRedis.Tests.Support;

/// <summary>
/// One plain server for all tests of the assembly: <c>public sealed class XTests(RedisFixture redis)</c>. Tests run in parallel on
/// it, so a test keeps to its own <see cref="Prefix"/> and never flushes; who needs a server alone starts a
/// <see cref="RedisServerProcess"/>.
/// </summary>
public sealed class RedisFixture : IAsyncLifetime
{
    // Unique over runs too: the server may be a given one that others use.
    private static readonly string Run = Guid.NewGuid().ToString("n")[..8];
    private static int s_count;
    private SharedServer? _server;
    private Exception? _failure;

    internal int Port => Server.Port;

    internal string? User => Server.User;

    internal string? Password => Server.Password;

    /// <summary>As REDIS_URL wants it.</summary>
    internal string Url => Server.Url;

    private SharedServer Server => _server ?? (_failure is null
        ? throw new InvalidOperationException(ServerSource.Refuse("no Redis server to test against"))
        : throw new InvalidOperationException("the shared server did not start", _failure));

    /// <summary>A prefix nobody else uses: <c>t:1f0c9a3e:17:</c>.</summary>
    public static string Prefix() => $"t:{Run}:{Interlocked.Increment(ref s_count)}:";

    internal Task<RawRedis> ConnectAsync() => RawRedis.ConnectAsync(Port, Password, User);

    /// <summary>One command on a connection of its own; an error reply throws.</summary>
    internal async Task<RawReply> CallAsync(params object[] arguments)
    {
        await using RawRedis redis = await ConnectAsync();
        return await redis.CallAsync(arguments);
    }

    // A start that fails is told by the tests that need the server; the others run.
    public async ValueTask InitializeAsync()
    {
        try
        {
            _server = await SharedServer.StartAsync();
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
