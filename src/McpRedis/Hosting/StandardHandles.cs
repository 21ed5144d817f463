using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpRedis.Hosting;

/// <summary>
/// stdin and stdout as files of the system. Not the console's own streams: those swallow the error of a closed pipe, and we would talk to
/// nobody for ever.
/// </summary>
internal static class StandardHandles
{
    public static FileStream OpenInput() => Open(OperatingSystem.IsWindows() ? GetStdHandle(-10) : 0, FileAccess.Read);

    public static FileStream OpenOutput() => Open(OperatingSystem.IsWindows() ? GetStdHandle(-11) : 1, FileAccess.Write);

    // The process has them until it ends.
    private static FileStream Open(nint handle, FileAccess access) => new(new SafeFileHandle(handle, ownsHandle: false), access, bufferSize: 0);

    // Windows knows no descriptors: 0 and 1 would be any handle of the process, or none.
    [DllImport("kernel32.dll", ExactSpelling = true, SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern nint GetStdHandle(int which);
}
