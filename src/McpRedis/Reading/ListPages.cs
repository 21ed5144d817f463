using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Reading;

/// <summary>A list by LRANGE from the head. Cursors are indexes: a push to the head in between shifts them.</summary>
internal static class ListPages
{
    public static async Task<ContentPage> ReadAsync(IRedisGateway redis, ReadPlace place, CancellationToken cancellationToken)
    {
        var elements = new List<RedisText>();
        long index = place.At?.Index ?? 0;
        bool full = false;
        while (!full && elements.Count < place.Limit && index < place.Length)
        {
            int step = (int)Math.Min(Math.Min(place.Step, place.Limit - elements.Count), place.Length - index);
            var reply = await redis.ExecuteAsync(RedisCommand.Of("LRANGE").Key(place.Key).Arg(index).Arg(index + step - 1).Large(), cancellationToken);
            if (reply.Count == 0)
            {
                return new(Elements: elements);   // it became shorter meanwhile
            }
            foreach (var element in reply.ItemArray)
            {
                if (place.Budget.TryTakeValue(element.Bytes, element.Bytes.Length) is not { } shown)
                {
                    full = true;
                    break;
                }
                elements.Add(shown);
                index++;
            }
        }
        return new(Elements: elements, Cursor: index < place.Length ? new PageCursor("list", $"{index}").ToString() : null);
    }
}
