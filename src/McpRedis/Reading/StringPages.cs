using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Reading;

/// <summary>A string by GETRANGE, one cut after the other.</summary>
internal static class StringPages
{
    public static async Task<ContentPage> ReadAsync(IRedisGateway redis, ReadPlace place, CancellationToken cancellationToken)
    {
        long start = Math.Min(place.At?.Index ?? 0, place.Length);   // it may have become shorter
        // A cursor asks for more of this one value, so it may fill half the reply.
        int size = place.At is null ? place.Budget.MaxValueBytes : Math.Max(place.Budget.MaxValueBytes, place.Budget.BytesLeft / 6);
        var reply = await redis.ExecuteAsync(RedisCommand.Of("GETRANGE").Key(place.Key).Arg(start).Arg(start + size - 1), cancellationToken);
        var whole = start + reply.Bytes.Length < place.Length ? TextCut.WholeCharacters(reply.Bytes) : reply.Bytes;
        var shown = TextCut.ToJsonSize(whole, place.At is null ? place.Budget.MaxValueJsonBytes : place.Budget.BytesLeft * 3 / 4);
        long next = start + shown.Length;
        bool more = next < place.Length && shown.Length > 0;
        return new(Value: new RedisText(shown, more || start > 0 ? Math.Max(place.Length, shown.Length) : shown.Length), Cursor: more ? new PageCursor("string", $"{next}").ToString() : null);
    }
}
