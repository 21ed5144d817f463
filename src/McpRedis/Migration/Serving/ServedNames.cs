using McpRedis.Faults;
using McpRedis.Migration.Selection;
using McpRedis.Rdb.Canonical;

namespace McpRedis.Migration.Serving;

/// <summary>
/// Names that stand in the file already. A server that finds one twice stops, so it must not happen; it can where prefixes are renamed, and only there is
/// it kept in mind (some forty bytes a key). Two different names that look the same here end the run for nothing, less than once in a hundred thousand.
/// </summary>
internal sealed class ServedNames(KeySelection selection)
{
    private readonly CanonicalKeys _keys = CanonicalKeys.Create();
    private readonly HashSet<ulong>? _seen = selection.Request.Renames.Count > 0 ? [] : null;

    /// <summary>Whether a key belongs to the master it was found on.</summary>
    internal delegate bool Home(ReadOnlySpan<byte> key);

    /// <exception cref="Fault">conflict: it is there already.</exception>
    public void RequireNew(int database, ReadOnlySpan<byte> name)
    {
        if (_seen?.Add(KeyHash.Of(_keys, database, name)) == false)
        {
            throw new Fault(ErrorCode.Conflict, "Two keys of the source get the same name by the renaming.", "Choose prefixes that no other names begin with.");
        }
    }
}
