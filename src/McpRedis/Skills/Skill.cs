using System.Security.Cryptography;
using System.Text;

namespace McpRedis.Skills;

/// <summary>
/// A playbook as an Agent Skill: one file, served as a resource. The frontmatter is part of the file, and told beside it word for word.
/// See <see href="https://modelcontextprotocol.io/extensions/skills"/> (SEP-2640).
/// </summary>
/// <param name="Name">Lower case with hyphens; the folder in its address.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">What it does, and when it is wanted: all that a model sees before it reads the file.</param>
/// <param name="Body">The text behind the frontmatter.</param>
internal sealed record Skill(string Name, string Title, string Description, string Body)
{
    /// <summary>Address of the file.</summary>
    public string Uri => $"skill://{Name}/SKILL.md";

    /// <summary>The whole file. A text of JSON is one of YAML, too.</summary>
    public string File => field ??= $"---\nname: {Name}\ndescription: \"{Escaped(Description)}\"\n---\n\n# {Title}\n\n{Body}\n";

    /// <summary>Of the file as UTF-8.</summary>
    public int SizeBytes => Encoding.UTF8.GetByteCount(File);

    /// <summary><c>sha256:</c> and 64 hexadecimal digits, of the same bytes.</summary>
    public string Digest => field ??= "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(File)));

    private static string Escaped(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
