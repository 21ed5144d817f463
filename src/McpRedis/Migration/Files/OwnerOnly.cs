namespace McpRedis.Migration.Files;

/// <summary>How files and folders of ours are made: nobody but their owner may look into them (mode 0600, 0700). Windows keeps what the folder around them allows.</summary>
internal static class OwnerOnly
{
    private const UnixFileMode FileRights = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode FolderRights = FileRights | UnixFileMode.UserExecute;

    /// <param name="path">Of the file.</param>
    /// <param name="mode">What becomes of one that is there.</param>
    /// <param name="access">For reading, writing or both.</param>
    /// <param name="share">Who else may have it open.</param>
    /// <param name="options">Default none.</param>
    /// <param name="bufferBytes">Held back before it is written. Default nothing.</param>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options = FileOptions.None, int bufferBytes = 0)
    {
        var how = new FileStreamOptions { Mode = mode, Access = access, Share = share, Options = options, BufferSize = bufferBytes };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = FileRights;
        }
        return new FileStream(path, how);
    }

    /// <summary>Makes it unless it is there.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, FolderRights);
        }
    }
}
