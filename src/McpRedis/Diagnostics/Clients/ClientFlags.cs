using McpRedis.Faults;

namespace McpRedis.Diagnostics.Clients;

/// <summary>The letters of <c>flags=</c> in words, <see href="https://redis.io/docs/latest/commands/client-list/"/>. One that a later server adds stays a letter.</summary>
internal static class ClientFlags
{
    private static readonly (char Letter, string Word)[] Known =
    [
        ('b', "blocked"), ('u', "unblocked"), ('x', "transaction"), ('d', "dirtyTransaction"), ('P', "pubsub"), ('O', "monitor"), ('M', "master"), ('S', "replica"),
        ('t', "tracking"), ('B', "broadcastTracking"), ('R', "trackingTargetLost"), ('r', "readonly"), ('e', "noEvict"), ('T', "noTouch"), ('U', "unixSocket"),
        ('A', "closing"), ('c', "closingAfterReply"), ('I', "importSource"),
    ];

    public static IEnumerable<string> Words => Known.Select(flag => flag.Word);

    /// <summary>In the order of the letters; empty for <c>N</c>, a client with none.</summary>
    public static IReadOnlyList<string> Of(string letters) =>
        [.. letters.Where(letter => letter != 'N').Select(letter => Array.Find(Known, flag => flag.Letter == letter).Word ?? letter.ToString())];

    /// <exception cref="Fault">invalid_argument: no such word.</exception>
    public static char Letter(string word)
    {
        var flag = Array.Find(Known, flag => flag.Word.Equals(word, StringComparison.OrdinalIgnoreCase));
        return flag.Word is not null ? flag.Letter : throw Fault.Argument("flags", $"no flag of that name; known are {string.Join(", ", Words)}.{Nearest.Hint(word, Words)}");
    }
}
