using McpRedis.Catalogue;
using McpRedis.Faults;

namespace McpRedis.Guard.Commands;

/// <summary>Bounds for what answers with as much as there is: a number in the arguments that is too large is refused, an open end is asked for its length first.</summary>
internal static class ReadRules
{
    public static CommandRuling Apply(CommandRuling plain, IReadOnlyList<byte[]> a)
    {
        if (plain.Refusal is not null)
        {
            return plain;
        }
        if (plain.Name == "PFCOUNT" && plain.Keys.Count == 1)
        {
            return plain with { Risk = Risk.Write, Reason = "keeps the count it made in the key (with the key named twice it only reads)" };
        }
        long? count = Count(plain.Name, a);
        bool endless = count == 0 && plain.Name is "LPOS" or "XINFO STREAM";
        if (count > ReadBound.MostItems || endless)
        {
            return plain.Refuse(ErrorCode.InvalidArgument, $"{plain.Name} would answer with more than {ReadBound.MostItems} items at once.", $"Ask for at most {ReadBound.MostItems}.");
        }
        if (plain.Name is "SCAN" or "HSCAN" or "SSCAN" or "ZSCAN" or "CLUSTERSCAN" && a.NumberAfter("COUNT", 2) > ReadBound.MostVisited)
        {
            return plain.Refuse(ErrorCode.InvalidArgument, $"{plain.Name} visits at most {ReadBound.MostVisited} a step here.", "Use a smaller COUNT and go on with the cursor.");
        }
        if (plain.Name is "SORT" or "SORT_RO" && plain.Overwrites.Count == 0 && GetsOthers(a))
        {
            return plain.Refuse(ErrorCode.CommandNotAllowed, $"{plain.Name} with GET answers with values of keys it does not name, and how large they are cannot be known.", "Sort without GET, then read the values.");
        }
        return plain with { Bound = ReadBounds.For(plain, a, count), Takes = TakingRules.For(plain, a) };
    }

    private static bool GetsOthers(IReadOnlyList<byte[]> a)
    {
        for (int at = a.Find("GET", 2); at >= 0; at = a.Find("GET", at + 1))
        {
            if (at + 1 < a.Count && a[at + 1].Contains((byte)'*'))
            {
                return true;
            }
        }
        return false;
    }

    // Null when the arguments leave it open.
    private static long? Count(string name, IReadOnlyList<byte[]> a) => name switch
    {
        "SRANDMEMBER" or "HRANDFIELD" or "ZRANDMEMBER" or "VRANDMEMBER" or "SPOP" or "LPOP" or "RPOP" or "ZPOPMIN" or "ZPOPMAX" => a.Count > 2 ? Magnitude(a.Number(2)) : null,
        "LMPOP" or "ZMPOP" or "XRANGE" or "XREVRANGE" or "XAUTOCLAIM" or "VSIM" or "LPOS" => a.NumberAfter("COUNT", 2),
        "XREAD" or "XREADGROUP" => a.NumberAfter("COUNT", 1) is > 0 and var some ? some : null,   // 0 and less: all
        "XPENDING" when a.Count > 5 => a.Is(3, "IDLE") ? a.Number(7) : a.Number(5),
        "XINFO STREAM" when a.Has("FULL", 3) => a.NumberAfter("COUNT", 3) ?? 10,
        "CLUSTER GETKEYSINSLOT" => a.Number(3),
        "VRANGE" when a.Count > 4 => a.Number(4),
        _ => null,
    };

    private static long? Magnitude(long? count) => count switch
    {
        null => long.MaxValue,
        long.MinValue => long.MaxValue,
        { } value => Math.Abs(value),
    };
}
