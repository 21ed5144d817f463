using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis;

/// <summary>Runs the product's commands over the tests' own client, for what only needs some way to execute.</summary>
internal static class RawExecution
{
    /// <summary>An error reply becomes the fault it maps to, as the gateway does it.</summary>
    public static async ValueTask<RespValue> ExecuteAsync(this RawRedis redis, RedisCommand command)
    {
        List<object> arguments = [command.Name];
        if (command.Subcommand is { } subcommand)
        {
            arguments.Add(subcommand);
        }
        arguments.AddRange(command.Arguments.Select(argument => argument.Bytes.ToArray()));
        var reply = await redis.SendAsync([.. arguments]);
        return reply.IsError ? throw RedisFaults.FromReply(reply.Text, command.FullName) : reply.ToValue();
    }

    public static RespValue ToValue(this RawReply reply) => reply switch
    {
        { IsNull: true } => RespValue.Null,
        { Items: { } items } => RespValue.Of(reply.Kind == '%' ? RespKind.Map : RespKind.Array, [.. items.Select(ToValue)]),
        { Kind: ':' } => RespValue.Of(reply.Integer),
        { IsError: true } => RespValue.Of(RespKind.Error, reply.Bytes!),
        { Kind: '+' } => RespValue.Of(RespKind.SimpleString, reply.Bytes!),
        _ => RespValue.Of(RespKind.BulkString, reply.Bytes!),
    };
}
