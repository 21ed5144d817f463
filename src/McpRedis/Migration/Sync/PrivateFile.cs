using System.Globalization;
using McpRedis.Faults;
using McpRedis.Migration.Files;
using Microsoft.Win32.SafeHandles;

namespace McpRedis.Migration.Sync;

/// <summary>
/// A temporary file that is ours alone (mode 0600 in a folder of mode 0700). It has no name any more as soon as it is open, so that it is gone with us however we end; where a system
/// keeps the names of open files, it is gone when disposed.
/// </summary>
internal sealed class PrivateFile : IDisposable
{
    private readonly string _parent;
    private readonly FileStream _file;
    private readonly string? _folder;   // while it has a name

    /// <param name="options">Where.</param>
    /// <param name="name">Of the file, in a folder of its own.</param>
    /// <param name="sizeBytes">How much it will be, as far as that is known.</param>
    /// <exception cref="Fault">conflict: the disk has not so much room.</exception>
    public PrivateFile(SpoolOptions options, string name, long sizeBytes)
    {
        _parent = options.Folder ?? Path.GetTempPath();
        RequireSpace(options, sizeBytes);
        string folder = options.Folder is null ? Directory.CreateTempSubdirectory("mcp-redis-").FullName : MakeFolder(options.Folder);
        try
        {
            _file = OwnerOnly.Open(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
            Handle = _file.SafeFileHandle;
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
        if (OperatingSystem.IsWindows())
        {
            _folder = folder;
        }
        else
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Taken once: the stream asks the system where it stands each time.
    public SafeFileHandle Handle { get; }

    /// <exception cref="Fault">conflict: the disk does not take it.</exception>
    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        try
        {
            RandomAccess.Write(Handle, bytes, position);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)   // the latter for a file above what the process may write
        {
            // Not to be taken for a connection that was lost.
            throw new Fault(ErrorCode.Conflict, "The disk for temporary files takes no more of the snapshot of the source.", "Make room there, or copy by SCAN, which needs none.", inner: e);
        }
    }

    /// <exception cref="Fault">conflict: less than that and the reserve is free.</exception>
    public void RequireSpace(SpoolOptions options, long sizeBytes)
    {
        long free = options.FreeBytes(_parent);
        if (free - sizeBytes < options.ReserveBytes)
        {
            throw new Fault(ErrorCode.Conflict,
                string.Create(CultureInfo.InvariantCulture, $"The disk for temporary files has {free} bytes free: too few for the snapshot of the source and the {options.ReserveBytes} that must stay."),
                "Make room there, or copy by SCAN, which needs none.");
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static string MakeFolder(string parent)
    {
        string path = Path.Combine(parent, Path.GetRandomFileName());
        OwnerOnly.CreateFolder(path);
        return path;
    }
}
