using System.Text;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Hosting;

/// <summary>A small shop and a small game: a key of every core type, some with expiry, one that is no text.</summary>
internal static class DemoData
{
    /// <summary>Writes the data.</summary>
    /// <returns>False when the server has no streams, as Garnet: the rest is there.</returns>
    public static async Task<bool> SeedAsync(ConnectionOptions server, CancellationToken cancellationToken)
    {
        await using var connection = new RedisConnection(server, AccessLevel.Full, null, TimeProvider.System);
        var gateway = connection.Bind(null, ["SET", "HSET", "ZADD", "RPUSH", "SADD", "XADD"], AccessLevel.Full, new CommandTrace());
        try
        {
            foreach (var command in Commands())
            {
                await gateway.ExecuteAsync(command, cancellationToken);
            }
            return true;
        }
        catch (Fault fault) when (fault.Code == ErrorCode.UnsupportedByServer)
        {
            return false;
        }
    }

    private static IEnumerable<RedisCommand> Commands()
    {
        for (int i = 1; i <= 20; i++)
        {
            yield return Make("SET", $"session:{i}", $$"""{"user":{{i % 4}},"cart":[{{i}}]}""", "PX", $"{600_000 + i}");
        }
        yield return Make("HSET", "user:1", "name", "Ada Lovelace", "mail", "ada@example.com", "plan", "pro");
        yield return Make("HSET", "user:2", "name", "Alan Turing", "mail", "alan@example.com", "plan", "free");
        yield return Make("ZADD", "scores", "120", "ada", "75.5", "alan", "99", "grace");
        yield return Make("RPUSH", "queue:mail", "welcome:1", "welcome:2");
        yield return Make("SADD", "plans", "free", "pro", "team");
        yield return Make("SET", "visits", "41");
        yield return RedisCommand.Of("SET").Key("binary"u8.ToArray()).Arg(new byte[] { 0xff, 0x00, 0xfe, 0x01 });
        // Last, since not every server has them.
        yield return Make("XADD", "orders", "*", "state", "placed", "total", "12.50");
        yield return Make("XADD", "orders", "*", "state", "shipped", "total", "12.50");
    }

    private static RedisCommand Make(string name, string key, params string[] arguments)
    {
        var command = RedisCommand.Of(name).Key(Encoding.UTF8.GetBytes(key));
        foreach (string argument in arguments)
        {
            command.Arg(argument);
        }
        return command;
    }
}
