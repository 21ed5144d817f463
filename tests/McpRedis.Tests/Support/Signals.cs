using System.ComponentModel;
using System.Runtime.InteropServices;

namespace McpRedis.Tests.Support;

/// <summary>Signals that <c>System.Diagnostics.Process</c> cannot send.</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;
    private static readonly bool Mac = OperatingSystem.IsMacOS();

    public static int Stop => Mac ? 17 : 19;

    public static int Continue => Mac ? 19 : 18;

    public static void Send(int pid, int signal)
    {
        if (kill(pid, signal) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"kill -{signal} {pid}");
        }
    }

    /// <summary>Whether a process of this PID exists, zombies included.</summary>
    public static bool Exists(int pid) => kill(pid, 0) == 0;

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
}
