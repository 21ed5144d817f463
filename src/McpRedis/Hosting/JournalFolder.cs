namespace McpRedis.Hosting;

/// <summary>Where the journals of migrations are.</summary>
internal static class JournalFolder
{
    /// <summary>In the operator's folder for files; else where programs of this user keep data ($XDG_DATA_HOME, ~/.local/share); else, for a user without a home, among temporary files.</summary>
    public static string Of(ServerOptions options)
    {
        string data = options.FilesDir ?? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return options.FilesDir is not null ? Path.Combine(data, "migrations")
            : data.Length > 0 ? Path.Combine(data, "mcp-redis", "migrations")
            // Others can make folders there, too: one level, which is ours or is not taken.
            : Path.Combine(Path.GetTempPath(), "mcp-redis-migrations");
    }
}
