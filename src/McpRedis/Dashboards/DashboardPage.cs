using System.Text;

namespace McpRedis.Dashboards;

/// <summary>
/// Puts a page together from its files: one frame, one style and one way to talk to the host for all, and what each does with it. Nothing in it is fetched from anywhere.
/// </summary>
internal static class DashboardPage
{
    public static string Make(Dashboard dashboard)
    {
        string script = $"\n{File("host.js")}{File("elements.js")}{File(dashboard.Name + ".js")}";
        string style = $"\n{File("theme.css")}{File(dashboard.Name + ".css")}";
        return new StringBuilder(File("frame.html"))
            .Replace("{title}", dashboard.Title)
            .Replace("{style}", style)
            .Replace("{script}", script)
            .ToString();
    }

    private static string File(string name)
    {
        using var stream = typeof(DashboardPage).Assembly.GetManifestResourceStream($"McpRedis.Dashboards.{name}")
            ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
