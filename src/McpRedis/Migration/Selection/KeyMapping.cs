namespace McpRedis.Migration.Selection;

/// <summary>
/// Where a key goes: its database by the map, its name by the longest renamed prefix it begins with and the prefix of its database.
/// Names are written into the caller's buffer, so that nothing is allocated for a key.
/// </summary>
internal sealed class KeyMapping
{
    private readonly Dictionary<int, DatabaseMove>? _databases;
    private readonly PrefixRename[] _renames;

    /// <param name="databases">Databases that are taken; empty for all of them, each under its own number.</param>
    /// <param name="renames">Prefixes to replace.</param>
    public KeyMapping(IReadOnlyList<DatabaseMove> databases, IReadOnlyList<PrefixRename> renames)
    {
        _databases = databases.Count == 0 ? null : databases.ToDictionary(move => move.Source);
        _renames = [.. renames.OrderByDescending(rename => rename.From.Length)];
    }

    /// <summary>Every key keeps its name.</summary>
    public bool KeepsNames => _renames.Length == 0 && _databases?.Values.Any(move => move.Prefix.Length > 0) != true;

    /// <summary>Every database is taken and keeps its number.</summary>
    public bool KeepsDatabases => _databases is null;

    /// <summary>False for a database that is not taken.</summary>
    public bool TryMapDatabase(int source, out int target)
    {
        if (_databases is null)
        {
            target = source;
            return true;
        }
        bool taken = _databases.TryGetValue(source, out var move);
        target = taken ? move!.Target : -1;
        return taken;
    }

    /// <summary>Bytes of the key's new name.</summary>
    public int LengthOf(int database, ReadOnlySpan<byte> key)
    {
        var rename = Find(key);
        return PrefixOf(database).Length + (rename is null ? key.Length : key.Length - rename.From.Length + rename.To.Length);
    }

    /// <summary>Writes the key's new name.</summary>
    /// <param name="database">Database of the source.</param>
    /// <param name="key">Its name there.</param>
    /// <param name="destination">At least <see cref="LengthOf"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public int Write(int database, ReadOnlySpan<byte> key, Span<byte> destination)
    {
        var prefix = PrefixOf(database);
        var rename = Find(key);
        var start = rename is null ? default : rename.To.AsSpan();
        var rest = rename is null ? key : key[rename.From.Length..];
        prefix.CopyTo(destination);
        start.CopyTo(destination[prefix.Length..]);
        rest.CopyTo(destination[(prefix.Length + start.Length)..]);
        return prefix.Length + start.Length + rest.Length;
    }

    /// <summary>The new name as an array of its own, for one of a few.</summary>
    public byte[] NameOf(int database, ReadOnlySpan<byte> key)
    {
        byte[] name = new byte[LengthOf(database, key)];
        Write(database, key, name);
        return name;
    }

    /// <summary>The way back: names on the source that become this one. Mostly one; where several can, only a look at the source tells which are there.</summary>
    public IEnumerable<(int Database, byte[] Name)> SourcesOf(int targetDatabase, byte[] targetName)
    {
        IEnumerable<DatabaseMove> moves = _databases is null ? [new(targetDatabase, targetDatabase, [])] : _databases.Values.Where(move => move.Target == targetDatabase);
        foreach (var move in moves.Where(move => targetName.AsSpan().StartsWith(move.Prefix)))
        {
            byte[] rest = targetName[move.Prefix.Length..];
            IEnumerable<byte[]> renamed = _renames.Where(rename => rest.AsSpan().StartsWith(rename.To)).Select(rename => (byte[])[.. rename.From, .. rest[rename.To.Length..]]);
            foreach (byte[] name in renamed.Append(rest).Where(name => NameOf(move.Source, name).AsSpan().SequenceEqual(targetName)))
            {
                yield return (move.Source, name);
            }
        }
    }

    private ReadOnlySpan<byte> PrefixOf(int database) => _databases is not null && _databases.TryGetValue(database, out var move) ? move.Prefix : default;

    private PrefixRename? Find(ReadOnlySpan<byte> key)
    {
        foreach (var rename in _renames)
        {
            if (key.StartsWith(rename.From))
            {
                return rename;
            }
        }
        return null;
    }
}

/// <param name="Source">Number on the source.</param>
/// <param name="Target">Number on the target.</param>
/// <param name="Prefix">Put before the names of its keys; empty for nothing.</param>
internal sealed record DatabaseMove(int Source, int Target, byte[] Prefix);

/// <param name="From">What names begin with; not empty.</param>
/// <param name="To">What stands there instead; may be empty.</param>
internal sealed record PrefixRename(byte[] From, byte[] To);
