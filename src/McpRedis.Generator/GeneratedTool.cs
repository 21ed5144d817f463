using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace McpRedis.Generator;

/// <summary>What became of one tool class: code, or the reason there is none. Compared by value, so unchanged tools are not emitted again.</summary>
internal sealed class GeneratedTool(string name, string order, string code, string? error) : IEquatable<GeneratedTool>
{
    private static readonly DiagnosticDescriptor Shape = new(
        "MR0001", "A tool's class cannot be made into a tool", "{0}: {1}", "mcp-redis", DiagnosticSeverity.Error, isEnabledByDefault: true);

    public string Name { get; } = name;

    /// <summary>Place in the list.</summary>
    public string Order { get; } = order;

    public string? Error { get; } = error;

    private string Code { get; } = code;

    public void Emit(SourceProductionContext output)
    {
        if (Error is not null)
        {
            output.ReportDiagnostic(Diagnostic.Create(Shape, Location.None, Name, Error));
            return;
        }
        output.AddSource(Name + ".g.cs", SourceText.From(Code, Encoding.UTF8));
    }

    public bool Equals(GeneratedTool? other) => other is not null && other.Name == Name && other.Order == Order && other.Code == Code && other.Error == Error;

    public override bool Equals(object? obj) => Equals(obj as GeneratedTool);

    public override int GetHashCode() => Name.GetHashCode() ^ Code.GetHashCode();
}
