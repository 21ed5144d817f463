using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Files;

namespace McpRedis.Migration.Running;

/// <summary>
/// The journal of one run. Positions are noted as readers tell them and written down a little later, the old file staying until the new one is on the disk: so what is
/// read after a crash is true of some moment before it, and what was copied since is copied again.
/// </summary>
internal sealed class MigrationJournal(string path, FileStream held, JournalRecord begun) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Lock _disk = new();
    private readonly Dictionary<(string Node, int Database), CopyPosition> _positions = begun.Positions.ToDictionary(position => (position.Node, position.Database));
    private JournalRecord _record = begun;
    private bool _isOver;

    /// <summary>By readers, several at once.</summary>
    public void Reached(CopyPosition position)
    {
        lock (_lock)
        {
            _positions[(position.Node, position.Database)] = position;
        }
    }

    /// <summary>All begins anew, with these processes of the target.</summary>
    public void Reset(IReadOnlyList<string> targetRunIds)
    {
        lock (_lock)
        {
            _positions.Clear();
            _record = _record with { Target = _record.Target with { RunIds = targetRunIds } };
        }
    }

    /// <summary>How far the changes are.</summary>
    public JournalTail? Tail => _record.Tail;

    /// <inheritdoc cref="JournalRecord.TargetWasEmpty"/>
    public bool TargetWasEmpty => _record.TargetWasEmpty;

    /// <inheritdoc cref="JournalRecord.Debt"/>
    public JournalDebt? Debt => _record.Debt;

    /// <summary>The target has all changes up to there.</summary>
    public void Followed(JournalTail tail)
    {
        lock (_lock)
        {
            _record = _record with { Tail = tail };
        }
    }

    /// <summary>As <see cref="Followed"/>. Returns when that is on the disk.</summary>
    /// <exception cref="Fault">conflict: it could not be written.</exception>
    public void BeginsToFollow(JournalTail tail)
    {
        Followed(tail);
        Save(_record.Counts);
    }

    /// <summary>Something is about to be set on the target. Returns when that is on the disk.</summary>
    /// <exception cref="Fault">conflict: it could not be written.</exception>
    public void Owe(JournalDebt debt)
    {
        lock (_lock)
        {
            _record = _record with { Debt = debt };
        }
        Save(_record.Counts);
    }

    /// <summary>It has been put back.</summary>
    public void Paid()
    {
        lock (_lock)
        {
            _record = _record with { Debt = null };
        }
        try
        {
            Save(_record.Counts);
        }
        catch (Fault)
        {
            // Who goes on looks first whether there is still something to put back.
        }
    }

    /// <summary>Writes down how far it is. Returns when that is on the disk.</summary>
    /// <exception cref="Fault">conflict: it could not be written.</exception>
    public void Save(IReadOnlyDictionary<string, long> counts)
    {
        try
        {
            Write(counts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Fault(ErrorCode.Conflict, "The journal of the migration cannot be written any more, so the migration stopped.", "Make room on the disk of --files-dir, then start it again.", inner: e);
        }
    }

    /// <summary>The run has come to its end: there is nothing to go on with.</summary>
    public void End() => _isOver = true;

    public void Dispose()
    {
        if (_isOver)
        {
            File.Delete(path);
        }
        File.Delete(path + ".lock");
        held.Dispose();
    }

    // The engine writes a debt down while the run notes how far it is: one file after the other.
    private void Write(IReadOnlyDictionary<string, long> counts)
    {
        lock (_disk)
        {
            JournalRecord now;
            lock (_lock)
            {
                _record = now = _record with { Positions = [.. _positions.Values], Counts = counts };
            }
            string next = path + ".next";
            using (var file = OwnerOnly.Open(next, FileMode.Create, FileAccess.Write, FileShare.Read))
            {
                file.Write(JsonSerializer.SerializeToUtf8Bytes(now, JournalWriting.Default.JournalRecord));
                file.Flush(flushToDisk: true);
            }
            File.Move(next, path, overwrite: true);
        }
    }
}
