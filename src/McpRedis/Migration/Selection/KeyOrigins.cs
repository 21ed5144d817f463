using System.Buffers;

namespace McpRedis.Migration.Selection;

/// <summary>
/// The mapping backwards: from which key of the source one of the target would have come. Every name it could have had is tried forwards again,
/// so it is never wrong about one; a key that nothing selected could have become is the target's own.
/// </summary>
/// <param name="selection">What is taken and where it goes.</param>
internal sealed class KeyOrigins(KeySelection selection)
{
    private readonly IReadOnlyList<DatabaseMove> _moves = selection.Request.Databases;
    private readonly IReadOnlyList<PrefixRename> _renames = selection.Request.Renames;
    private readonly ArrayBufferWriter<byte> _forward = new();

    /// <summary>Anything selected can arrive there.</summary>
    public bool TakesDatabase(int target) => _moves.Count == 0 || _moves.Any(move => move.Target == target);

    /// <summary>Finds the origin of a key. Not for concurrent use.</summary>
    /// <param name="target">Database of the target.</param>
    /// <param name="key">Its name there.</param>
    /// <param name="origin">Gets the name on the source; what it held before is gone.</param>
    /// <param name="source">Database of the source.</param>
    /// <returns>False for a key of the target's own.</returns>
    public bool TryFind(int target, ReadOnlySpan<byte> key, ArrayBufferWriter<byte> origin, out int source)
    {
        source = target;
        if (_moves.Count == 0)
        {
            return TryNames(source, key, key, origin);
        }
        foreach (var move in _moves)
        {
            if (move.Target == target && key.StartsWith(move.Prefix) && TryNames(move.Source, key, key[move.Prefix.Length..], origin))
            {
                source = move.Source;
                return true;
            }
        }
        return false;
    }

    // As it is, then with each prefix put back that could have been replaced.
    private bool TryNames(int source, ReadOnlySpan<byte> key, ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> origin)
    {
        if (TryName(source, key, default, rest, origin))
        {
            return true;
        }
        foreach (var rename in _renames)
        {
            if (rest.StartsWith(rename.To) && TryName(source, key, rename.From, rest[rename.To.Length..], origin))
            {
                return true;
            }
        }
        return false;
    }

    private bool TryName(int source, ReadOnlySpan<byte> key, ReadOnlySpan<byte> start, ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> origin)
    {
        origin.ResetWrittenCount();
        origin.Write(start);
        origin.Write(rest);
        var name = origin.WrittenSpan;
        if (!selection.Filter.TakesKey(name))
        {
            return false;
        }
        var mapping = selection.Mapping;
        if (mapping.KeepsNames)
        {
            return true;
        }
        int length = mapping.LengthOf(source, name);
        if (length != key.Length)
        {
            return false;
        }
        _forward.ResetWrittenCount();
        var there = _forward.GetSpan(length);
        return there[..mapping.Write(source, name, there)].SequenceEqual(key);
    }
}
