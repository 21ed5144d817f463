using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>From and to the types of the client library. Nowhere else do the two worlds meet.</summary>
internal static class RespConversion
{
    public static RespValue ToRespValue(this RedisResult result)
    {
        if (result.IsNull)
        {
            return RespValue.Null;
        }
        switch (result.Resp3Type)
        {
            case ResultType.Integer: return RespValue.Of((long)result);
            case ResultType.Boolean: return RespValue.Of((bool)result);
            case ResultType.Array: return Aggregate(RespKind.Array, result);
            case ResultType.Set: return Aggregate(RespKind.Set, result);
            case ResultType.Map: return Aggregate(RespKind.Map, result);
            case ResultType.Push: return Aggregate(RespKind.Push, result);
            default: return RespValue.Of(KindOf(result.Resp3Type), (byte[]?)result ?? []);
        }
    }

    /// <summary>Arguments with keys as RedisKey, which is what routes a command to its slot.</summary>
    public static object[] ToLibraryArguments(this RedisCommand command)
    {
        int offset = command.Subcommand is null ? 0 : 1;
        var arguments = new object[command.Arguments.Count + offset];
        if (offset == 1)
        {
            arguments[0] = (RedisValue)command.Subcommand;
        }
        for (int i = 0; i < command.Arguments.Count; i++)
        {
            var argument = command.Arguments[i];
            arguments[i + offset] = argument.IsKey || argument.IsRoute ? (RedisKey)argument.Bytes.ToArray() : (RedisValue)argument.Bytes;
        }
        return arguments;
    }

    private static RespValue Aggregate(RespKind kind, RedisResult result)
    {
        var items = new RespValue[result.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = result[i].ToRespValue();
        }
        return RespValue.Of(kind, items);
    }

    private static RespKind KindOf(ResultType type) => type switch
    {
        ResultType.SimpleString => RespKind.SimpleString,
        ResultType.Double => RespKind.Double,
        ResultType.BigInteger => RespKind.BigNumber,
        ResultType.VerbatimString => RespKind.VerbatimString,
        ResultType.Error or ResultType.BlobError => RespKind.Error,
        _ => RespKind.BulkString,
    };
}
