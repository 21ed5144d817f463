using System.Globalization;
using McpRedis.Faults;
using Microsoft.Win32.SafeHandles;

namespace McpRedis.Migration.Sync;

/// <summary>A temporary file that is ours alone (mode 0600 in a folder of mode 0700), gone when disposed.</summary>
internal sealed class PrivateFile : IDisposable
{
    private readonly string _folder;
    private readonly FileStream _file;

    /// <param name="options">Where.</param>
    /// <param name="name">Of the file, in a folder of its own.</param>
    /// <param name="sizeBytes">How much it will be, as far as that is known.</param>
    /// <exception cref="Fault">conflict: the disk has not so much room.</exception>
    public PrivateFile(SpoolOptions options, string name, long sizeBytes)
    {
        _folder = options.Folder is null ? Directory.CreateTempSubdirectory("mcp-redis-").FullName : MakeFolder(options.Folder);
        try
        {
            RequireSpace(options, sizeBytes);
            _file = Create(Path.Combine(_folder, name));
        }
        catch
        {
            Directory.Delete(_folder, recursive: true);
            throw;
        }
    }

    public SafeFileHandle Handle => _file.SafeFileHandle;

    /// <exception cref="Fault">conflict: less than that and the reserve is free.</exception>
    public void RequireSpace(SpoolOptions options, long sizeBytes)
    {
        long free = options.FreeBytes(_folder);
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
        Directory.Delete(_folder, recursive: true);
    }

    private static string MakeFolder(string parent)
    {
        string path = Path.Combine(parent, Path.GetRandomFileName());
        _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        return new FileStream(path, options);
    }
}
