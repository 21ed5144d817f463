namespace McpRedis.Hosting;

/// <summary>What the process tells its parent.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The tool answered with an error, or a connection failed its check.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The configuration is wrong or incomplete: EX_CONFIG of sysexits.h.</summary>
    public const int Configuration = 78;
}
