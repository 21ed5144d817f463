using System.Buffers;
using McpRedis.Faults;

namespace McpRedis.Analysis.Files;

/// <summary>
/// The operator's folder for files (--files-dir). A file in it goes by its plain name: no path leads out of it, and no link is followed.
/// </summary>
/// <param name="folder">Null where the operator gave none.</param>
internal sealed class RdbFolder(string? folder)
{
    private const int MostName = 255;

    // Also what only Windows takes for something else than a name.
    private static readonly SearchValues<char> Special = SearchValues.Create("/\\:*?\"<>|");

    /// <exception cref="Fault">not_configured: no folder; invalid_argument: no such file, or not a plain name.</exception>
    public FileStream Open(string name)
    {
        if (folder is null)
        {
            throw new Fault(ErrorCode.NotConfigured, "No folder for files is open to this program.", "The operator names one with --files-dir and puts the file there.");
        }
        if (!IsPlain(name))
        {
            throw Fault.Argument("file", "the plain name of a file in the folder of --files-dir, without a path.");
        }
        var info = new FileInfo(Path.Combine(folder, name));
        if (!info.Exists || info.LinkTarget is not null)
        {
            throw Fault.Argument("file", "the folder of --files-dir has no such file, or it is a link.");
        }
        try
        {
            return new(info.FullName, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan | FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Fault(ErrorCode.InvalidArgument, "file cannot be read by this program.", "The operator opens it to the user this program runs as.", inner: e);
        }
    }

    private static bool IsPlain(string name) => name.Length is > 0 and <= MostName && name[0] != '.' && !name.AsSpan().ContainsAny(Special) && !name.Any(char.IsControl);
}
