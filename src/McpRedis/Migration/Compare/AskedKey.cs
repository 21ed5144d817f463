using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>A key that plain commands are asked about, one after the other.</summary>
internal sealed record AskedKey(RespPipe Pipe, byte[] Name, CancellationToken CancellationToken)
{
    /// <summary>A command with the key as its first argument.</summary>
    /// <exception cref="Fault">What the server refused it with.</exception>
    public Task<RespValue> AskAsync(string command, params long[] numbers)
    {
        var asked = RedisCommand.Of(command).Key(Name);
        foreach (long number in numbers)
        {
            asked.Arg(number);
        }
        return AskAsync(asked);
    }

    public async Task<RespValue> AskAsync(RedisCommand command)
    {
        var reply = await Pipe.AskAsync(command, CancellationToken);
        return reply.IsError ? throw RedisFaults.FromReply(reply.Text, command.FullName) : reply;
    }
}
