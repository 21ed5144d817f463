namespace McpRedis.Rdb.Elements;

/// <summary>Shapes of types.</summary>
internal static class RdbShapes
{
    public static RdbShape Shape(this RdbType type) => type switch
    {
        RdbType.String => RdbShape.String,
        RdbType.List or RdbType.ListZiplist or RdbType.ListQuicklist or RdbType.ListQuicklist2 => RdbShape.List,
        RdbType.Set or RdbType.SetIntset or RdbType.SetListpack => RdbShape.Set,
        RdbType.ZSet or RdbType.ZSet2 or RdbType.ZSetZiplist or RdbType.ZSetListpack => RdbShape.SortedSet,
        RdbType.Hash or RdbType.HashZipmap or RdbType.HashZiplist or RdbType.HashListpack => RdbShape.Hash,
        _ when type.MayHaveFieldTtls() || type.IsTemplate() => RdbShape.Hash,
        _ when type.IsStream() => RdbShape.Stream,
        RdbType.Array => RdbShape.Array,
        RdbType.Module2 => RdbShape.Module,
        _ => RdbShape.Unknown,
    };

    public static bool IsStream(this RdbType type) =>
        type is RdbType.Stream or RdbType.Stream2 or RdbType.Stream3 or RdbType.Stream4 or RdbType.Stream5;

    public static bool MayHaveFieldTtls(this RdbType type) =>
        type is RdbType.Hash22 or RdbType.HashListpackExPreRelease or RdbType.HashMetadata or RdbType.HashListpackEx;

    /// <summary>Hashes with the names of their fields. Those that refer to a record of the file (30, 32) mean nothing outside it.</summary>
    public static bool IsTemplate(this RdbType type) => type is RdbType.HashTemplateListpack or RdbType.HashTemplateArray;
}
