using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace McpRedis.Generator;

/// <summary>The parts of an XML docstring as plain text. The docstring is the interface: the model reads what the maintainer reads.</summary>
internal sealed class DocComment
{
    private readonly XElement? _root;

    private DocComment(XElement? root) => _root = root;

    public string Summary => Text(_root?.Element("summary"));

    public string Returns => Text(_root?.Element("returns"));

    /// <summary>What a call can fail with, as the exceptions say it.</summary>
    public string Errors => string.Join("; ", (_root?.Elements("exception") ?? []).Select(Text));

    public string Parameter(string name) => Text(_root?.Elements("param").FirstOrDefault(p => p.Attribute("name")?.Value == name));

    public static DocComment Of(ISymbol symbol, CancellationToken cancellation = default)
    {
        string? xml = symbol.GetDocumentationCommentXml(cancellationToken: cancellation);
        try
        {
            return new(string.IsNullOrWhiteSpace(xml) ? null : XElement.Parse(xml!));
        }
        catch (XmlException)
        {
            return new(null);   // CS1570 reports it, as an error
        }
    }

    // <c>x</c> is x, <see langword="null"/> is null, <paramref name="x"/> is x; white space folds to single blanks.
    private static string Text(XElement? element)
    {
        if (element is null)
        {
            return "";
        }
        var text = new StringBuilder();
        Append(element, text);
        return string.Join(" ", text.ToString().Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Append(XElement element, StringBuilder text)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText plain)
            {
                text.Append(plain.Value);
            }
            else if (node is XElement child)
            {
                string? word = (child.Attribute("langword") ?? child.Attribute("name") ?? child.Attribute("cref"))?.Value;
                if (word is not null && child.IsEmpty)
                {
                    text.Append(word.Split('.').Last());
                }
                Append(child, text);
            }
        }
    }
}
