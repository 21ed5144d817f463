using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Migration.Files;

namespace McpRedis.Migration.Running;

/// <summary>
/// The journals of migrations that have begun and not come to their end: a file each, in a folder of ours alone (mode 0700, files 0600). One that somebody
/// works on is locked, by whichever process.
/// </summary>
/// <param name="folder">Where they are; asked when the first is needed.</param>
/// <param name="time">Clock.</param>
internal sealed class MigrationJournals(Func<string> folder, TimeProvider time)
{
    /// <summary>How long one is kept that nobody goes on with.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int IdLength = 32;

    private readonly Lazy<string> _folder = new(folder);

    /// <summary>Null for a plan that was never begun, was finished, or is somebody else's.</summary>
    /// <exception cref="Fault">conflict: there is a journal, and it cannot be read.</exception>
    public JournalRecord? Find(string principal, string planId)
    {
        if (!IsId(planId) || !File.Exists(PathOf(planId)))
        {
            return null;
        }
        try
        {
            Own();
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(planId)), JournalJson.Default.JournalRecord);
            return record is not { Version: JournalRecord.CurrentVersion } ? throw Unreadable(null) : record.Principal == principal ? record : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>Begins a journal, or goes on with one.</summary>
    /// <exception cref="Fault">conflict: somebody works on it, or it cannot be written.</exception>
    public MigrationJournal Open(JournalRecord record)
    {
        try
        {
            Prepare();
            return new MigrationJournal(PathOf(record.PlanId), Lock(PathOf(record.PlanId) + ".lock"), record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Fault(ErrorCode.Conflict, "The journal of the migration cannot be written, and without one it could not be gone on with.",
                "The operator gives a folder with --files-dir that this program may write to.", inner: e);
        }
    }

    private void Prepare()
    {
        Own();
        foreach (string path in Directory.GetFiles(_folder.Value, "*.json"))
        {
            if (IsId(Path.GetFileNameWithoutExtension(path)) && time.GetUtcNow() - File.GetLastWriteTimeUtc(path) > Kept)
            {
                File.Delete(path);
            }
        }
    }

    // A link would have us write, and tidy up, where somebody else chose; and only its owner can close a folder that was open to others.
    private void Own()
    {
        if (new DirectoryInfo(_folder.Value).LinkTarget is not null)
        {
            throw new Fault(ErrorCode.Conflict, "The folder of the journals of migrations is a link, and they are kept in a folder of this program's own.", "The operator removes it, or gives another folder with --files-dir.");
        }
        OwnerOnly.CreateFolder(_folder.Value);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.Value, OwnerOnly.FolderRights);
        }
    }

    // The lock ends with the process, however that ends.
    private static FileStream Lock(string path)
    {
        try
        {
            return OwnerOnly.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new Fault(ErrorCode.Conflict, "This migration is being carried out already.", "redis_job_list shows it, unless another process does it.", inner: e);
        }
    }

    // Names of files are made of ids: nothing else may become one.
    private static bool IsId(string text) => text.Length == IdLength && text.All(char.IsAsciiHexDigitLower);

    private string PathOf(string planId) => Path.Combine(_folder.Value, planId + ".json");

    private static Fault Unreadable(Exception? cause) =>
        new(ErrorCode.Conflict, "The journal of this migration cannot be read.", "Call redis_migration_plan for a new plan; with collision skip or replace it takes up what is there.", inner: cause);
}
