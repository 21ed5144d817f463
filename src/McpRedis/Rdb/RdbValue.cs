namespace McpRedis.Rdb;

/// <summary>Values as they follow their key.</summary>
internal static class RdbValue
{
    /// <summary>Moves behind the value; false, and not moved, when the data end before.</summary>
    /// <exception cref="RdbFormatException">The type cannot be read by itself, or the data are not what it says.</exception>
    public static bool TrySkip(RdbType type, RdbFlavour flavour, ref RdbCursor cursor)
    {
        int start = cursor.Position;
        string layout = RdbLayout.OfValue(type, flavour) ?? throw new RdbFormatException(cursor.Offset, RdbLayout.Unknown((byte)type, flavour));
        if (new RdbSkipper(layout).TryFinish(ref cursor))
        {
            return true;
        }
        cursor.Position = start;
        return false;
    }
}
