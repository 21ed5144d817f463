using McpRedis.Migration.Selection;
using McpRedis.Rdb;
using McpRedis.Rdb.Elements;

namespace McpRedis.Migration.Copying;

/// <summary>Types of values in a file as what TYPE calls them.</summary>
internal static class RdbKeyTypes
{
    public static KeyTypes KeyType(this RdbType type) => type.Shape() switch
    {
        RdbShape.String => KeyTypes.String,
        RdbShape.List => KeyTypes.List,
        RdbShape.Set => KeyTypes.Set,
        RdbShape.SortedSet => KeyTypes.SortedSet,
        RdbShape.Hash => KeyTypes.Hash,
        RdbShape.Stream => KeyTypes.Stream,
        _ => KeyTypes.Module,
    };
}
