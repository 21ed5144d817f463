namespace McpRedis.Guard.Commands;

/// <summary>Which commands answer with what they delete.</summary>
internal static class TakingRules
{
    /// <returns>Null for every other command.</returns>
    public static TakenData? For(CommandRuling ruling, IReadOnlyList<byte[]> a)
    {
        if (ruling.Keys.Count == 0)
        {
            return null;
        }
        long count = a.Number(2) ?? 1;
        switch (ruling.Name)
        {
            case "GETDEL" or "GETSET":
            case "SET" when a.Has("GET", 3):
            case "GETEX" when ruling.EndsAtOnce:
                return Of(ruling, TakenPart.Text, 1);
            case "HGETDEL":
            case "HGETEX" when ruling.EndsAtOnce:
                return Of(ruling, TakenPart.Fields, 1, Fields(a));
            case "LPOP":
                return Of(ruling, TakenPart.Head, count);
            case "RPOP":
                return Of(ruling, TakenPart.Tail, count);
            case "LMPOP":
                return Of(ruling, Side(ruling, a, "RIGHT") ? TakenPart.Tail : TakenPart.Head, a.NumberAfter("COUNT", 3) ?? 1);
            case "ZPOPMIN":
                return Of(ruling, TakenPart.Lowest, count);
            case "ZPOPMAX":
                return Of(ruling, TakenPart.Highest, count);
            case "ZMPOP":
                return Of(ruling, Side(ruling, a, "MAX") ? TakenPart.Highest : TakenPart.Lowest, a.NumberAfter("COUNT", 3) ?? 1);
            case "SPOP":
                return Of(ruling, TakenPart.Random, count);
            default:
                return null;
        }
    }

    /// <summary>What follows FIELDS and their number.</summary>
    public static IReadOnlyList<byte[]> Fields(IReadOnlyList<byte[]> a)
    {
        int at = a.Find("FIELDS", 2);
        return at < 0 ? [] : [.. a.Skip(at + 2)];
    }

    // Right after the keys.
    private static bool Side(CommandRuling ruling, IReadOnlyList<byte[]> a, string word) => a.Is(2 + ruling.Keys.Count, word);

    private static TakenData? Of(CommandRuling ruling, TakenPart part, long count, IReadOnlyList<byte[]>? fields = null) =>
        part == TakenPart.Fields && fields is not { Count: > 0 } ? null : new(ruling.Keys, part, Math.Clamp(count, 0, ReadBound.MostItems), fields ?? []);
}
