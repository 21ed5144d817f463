using McpRedis.Faults;
using McpRedis.Migration.ByType;
using McpRedis.Migration.Copying;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;

namespace McpRedis.Migration.Serving;

/// <summary>
/// Makes of snapshots one file that the target loads: keys that are chosen, under their new names, with values of types it knows. A server that
/// finds something wrong in a file from its master does not refuse it but stops, so whatever would make it is ruled out here: a name that comes
/// twice, a database it does not have, a type or a module it does not know.
/// </summary>
/// <param name="large">Takes keys whose values are too large for the file; null where they count as such.</param>
internal sealed class SnapshotTranslation(ServeOptions options, int targetDatabases, ServedFile file, CopyCounters counters, CopyProblems problems, List<TypeKey>? large, TimeProvider time)
{
    private const int FirstWithFunctions = 10; // version of Redis's format; every Valkey knows them

    private readonly Transcoder _transcoder = new(options.Format, options.Transcoding);
    private readonly RdbWriter _writer = new(file);
    private readonly ServedNames _names = new(options.Selection);
    private byte[] _name = new byte[256];
    private int _database = -1;
    private ulong _announced;
    private long _nowMs;

    /// <summary>What the target has no place for, of all that was written.</summary>
    public TranscodeLosses Losses { get; } = new();

    /// <summary>Libraries of functions that were written.</summary>
    public int Functions { get; private set; }

    /// <summary>Libraries of functions that stay behind.</summary>
    public int FunctionsLeft { get; private set; }

    public void Begin() => _writer.Begin(new RdbHeader(options.Format.Flavour, options.Format.Version));

    /// <summary>Takes all keys of a snapshot.</summary>
    /// <param name="snapshot">One of each master.</param>
    /// <param name="isHome">Whether a key belongs where it was found: in a cluster that is on one master only. Null for one server.</param>
    /// <param name="isFirst">Functions are the same on all masters, and taken of the first.</param>
    /// <exception cref="Fault">The file would not be one that the target loads; nothing was done to it.</exception>
    /// <exception cref="RdbFormatException">The snapshot is damaged, or holds what is not known here.</exception>
    /// <exception cref="IOException">The source was lost before all of it was here.</exception>
    public async Task TakeAsync(RdbReader snapshot, ServedNames.Home? isHome, bool isFirst, CancellationToken cancellationToken)
    {
        (_database, _announced) = (-1, 0);
        while (await snapshot.FillAsync(cancellationToken))
        {
            _nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            while (TakeUntilFull(snapshot, isHome, isFirst))
            {
                file.Flush();
            }
            file.Flush(); // the target may be waiting for it
        }
    }

    /// <summary>The end mark. The file is not told to be whole by this.</summary>
    public void End() => _writer.End();

    // False when the bytes at hand are used up.
    private bool TakeUntilFull(RdbReader snapshot, ServedNames.Home? isHome, bool isFirst)
    {
        while (snapshot.TryRead(out RdbRecord record))
        {
            if (record.Kind == RdbRecordKind.Function && isFirst)
            {
                TakeFunction(record);
            }
            else if (record.Kind == RdbRecordKind.Key)
            {
                counters.Add(CopyOutcome.Seen);
                TakeKey(snapshot, record, isHome);
            }
            if (file.HasFull)
            {
                return true;
            }
        }
        return false;
    }

    private void TakeFunction(in RdbRecord record)
    {
        bool known = options.Format.Flavour == RdbFlavour.Valkey || options.Format.Version >= FirstWithFunctions;
        if (known && options.WithFunctions && options.Selection.Filter.TakesAll && !record.IsSpilled)
        {
            _writer.Function(record.Value);
            Functions++;
        }
        else
        {
            FunctionsLeft++;
        }
    }

    private void TakeKey(RdbReader snapshot, in RdbRecord record, ServedNames.Home? isHome)
    {
        Announce(snapshot, record.Database);
        if (isHome is not null && !isHome(record.Key))
        {
            throw new Fault(ErrorCode.Conflict, "Slots of the source are being moved: a key was found where it does not belong.",
                "Wait until the cluster is at rest, or copy by SCAN.", retryable: true);
        }
        if (!options.Selection.Takes(record, _nowMs, out int database))
        {
            counters.Add(CopyOutcome.Filtered);
            return;
        }
        if (record.ExpireAtMs is <= 0)
        {
            counters.Add(CopyOutcome.Expired); // in a file -1 would mean: for ever
            return;
        }
        if (record.IsSpilled)
        {
            if (large is not null)
            {
                large.Add(new(record.Database, record.Key.ToArray(), database, options.Selection.Mapping.NameOf(record.Database, record.Key.ToArray())));
                return;
            }
            Leave(record, CopyOutcome.TooLarge, $"Its serialized value has {record.ValueLength} bytes.");
            return;
        }
        RequireDatabase(database);
        try
        {
            Write(snapshot.Header.Flavour, record, database);
        }
        catch (RdbFormatException e)
        {
            Leave(record, CopyOutcome.Failed, e.Message);
        }
    }

    private void Write(RdbFlavour flavour, in RdbRecord record, int database)
    {
        Transcoded value = _transcoder.Transcode(new TypedValue(flavour, record.Type, record.Value, record.Meta), _nowMs, Losses);
        switch (value.Outcome)
        {
            case TranscodeOutcome.Gone:
                counters.Add(CopyOutcome.Expired);
                return;
            case TranscodeOutcome.Refused:
                Leave(record, CopyOutcome.Refused, value.Refusal ?? "");
                return;
        }
        var attributes = new RdbKeyAttributes
        {
            ExpireAtMs = record.ExpireAtMs,
            IdleSeconds = options.KeepIdle ? record.IdleSeconds : null,
            Frequency = options.KeepIdle ? record.Frequency : null,
            Meta = value.Meta.IsEmpty ? null : value.Meta.ToArray(),
        };
        ReadOnlySpan<byte> name = NameOf(record);
        _names.RequireNew(database, name);
        _writer.Key(database, name, attributes, value.Type, value.Value);
        counters.Add(CopyOutcome.Copied);
        counters.AddBytes(value.Value.Length);
    }

    // The source says how many keys a database has ahead of them; told to the target, it makes room for them at once.
    private void Announce(RdbReader snapshot, int database)
    {
        if (database == _database)
        {
            return;
        }
        _database = database;
        ulong keys = snapshot.KeysAnnounced - _announced;
        _announced = snapshot.KeysAnnounced;
        if (keys > 0 && options.Selection.Filter.TakesAll && options.Selection.Mapping.TryMapDatabase(database, out int to) && to < targetDatabases)
        {
            _writer.Resize(to, keys, 0);
        }
    }

    private void RequireDatabase(int database)
    {
        if (database >= targetDatabases)
        {
            throw new Fault(ErrorCode.Conflict, $"Keys go to database {database}, and the target has {targetDatabases}.",
                "Map the database to another number, or have the operator raise databases on the target.");
        }
    }

    private void Leave(in RdbRecord record, CopyOutcome outcome, string reason)
    {
        counters.Add(outcome);
        problems.Add(record.Database, record.Key, outcome, reason);
    }

    private ReadOnlySpan<byte> NameOf(in RdbRecord record)
    {
        var mapping = options.Selection.Mapping;
        if (mapping.KeepsNames)
        {
            return record.Key;
        }
        int length = mapping.LengthOf(record.Database, record.Key);
        if (_name.Length < length)
        {
            Array.Resize(ref _name, length * 2);
        }
        return _name.AsSpan(0, mapping.Write(record.Database, record.Key, _name));
    }
}
