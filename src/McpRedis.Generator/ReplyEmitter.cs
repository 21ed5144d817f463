using System.Text;
using Microsoft.CodeAnalysis;

namespace McpRedis.Generator;

/// <summary>
/// From the reply record: its JSON schema and the code that writes it. Both come from one walk over the type, so a
/// reply cannot break the schema it advertises. Every member is required; what is absent is written as null.
/// </summary>
internal sealed class ReplyEmitter
{
    private readonly Dictionary<string, string> _methods = [];
    private readonly StringBuilder _code = new();
    private int _variables;

    public ReplyEmitter(ITypeSymbol root)
    {
        RootType = root.NameWithoutNull();
        RootMethod = Method(root);
        Schema = ObjectSchema(root, DocComment.Of(root).Summary);
    }

    public string RootType { get; }

    public string RootMethod { get; }

    public string Schema { get; }

    /// <summary>True when a value of the data set can be in the reply: it then needs the note that it is data.</summary>
    public bool HoldsStoredData { get; private set; }

    public string WriterMethods => _code.ToString();

    private static bool IsTree(ITypeSymbol type) => type.Is("McpRedis.Reply.ReplyTree");

    private static bool IsText(ITypeSymbol type) => type.Is("McpRedis.Reply.RedisText");

    // The method that writes a record; made on first use, so that each is written once and recursion would end.
    private string Method(ITypeSymbol record)
    {
        string key = record.NameWithoutNull();
        if (_methods.TryGetValue(key, out string? known))
        {
            return known;
        }
        string name = _methods[key] = "Write" + _methods.Count;
        var body = new StringBuilder();
        foreach (var member in record.RecordMembers())
        {
            body.Append("        writer.WritePropertyName(\"").Append(Literal.Camel(member.Name)).Append("\"u8);\n");
            Write(body, member.Type, "value." + member.Name, "        ", 0);
        }
        _code.Append("    public static void ").Append(name).Append("(global::System.Text.Json.Utf8JsonWriter writer, ").Append(key).Append(" value)\n    {\n        writer.WriteStartObject();\n")
            .Append(body).Append("        writer.WriteEndObject();\n    }\n");
        return name;
    }

    private void Write(StringBuilder code, ITypeSymbol type, string value, string indent, int depth)
    {
        var (inner, nullable) = type.Unwrap();
        if (nullable)
        {
            // Numbered through the whole tool: a pattern variable lives on after its if.
            string some = "some" + _variables++;
            code.Append(indent).Append("if (").Append(value).Append(" is not { } ").Append(some).Append(")\n").Append(indent).Append("{\n").Append(indent)
                .Append("    writer.WriteNullValue();\n").Append(indent).Append("}\n").Append(indent).Append("else\n").Append(indent).Append("{\n");
            WriteValue(code, inner, some, indent + "    ", depth + 1);
            code.Append(indent).Append("}\n");
        }
        else
        {
            WriteValue(code, inner, value, indent, depth);
        }
    }

    private void WriteValue(StringBuilder code, ITypeSymbol type, string value, string indent, int depth)
    {
        if (Element(type) is { } element)
        {
            code.Append(indent).Append("writer.WriteStartArray();\n").Append(indent).Append("foreach (var item").Append(depth).Append(" in ").Append(value).Append(")\n").Append(indent).Append("{\n");
            Write(code, element, "item" + depth, indent + "    ", depth + 1);
            code.Append(indent).Append("}\n").Append(indent).Append("writer.WriteEndArray();\n");
        }
        else if (DictionaryValue(type) is { } entry)
        {
            code.Append(indent).Append("writer.WriteStartObject();\n").Append(indent).Append("foreach (var pair").Append(depth).Append(" in ").Append(value).Append(")\n").Append(indent).Append("{\n")
                .Append(indent).Append("    writer.WritePropertyName(pair").Append(depth).Append(".Key);\n");
            Write(code, entry, $"pair{depth}.Value", indent + "    ", depth + 1);
            code.Append(indent).Append("}\n").Append(indent).Append("writer.WriteEndObject();\n");
        }
        else if (type.TypeKind == TypeKind.Enum)
        {
            code.Append(indent).Append("writer.WriteStringValue(").Append(value).Append(" switch { ");
            foreach (var member in type.EnumMembers())
            {
                code.Append(type.NameWithoutNull()).Append('.').Append(member.Name).Append(" => \"").Append(Literal.Camel(member.Name)).Append("\", ");
            }
            code.Append("_ => throw new global::System.ArgumentOutOfRangeException() });\n");
        }
        else
        {
            code.Append(indent).Append(type.SpecialType switch
            {
                SpecialType.System_String => $"writer.WriteStringValue({value});\n",
                SpecialType.System_Boolean => $"writer.WriteBooleanValue({value});\n",
                SpecialType.System_Int32 or SpecialType.System_Int64 => $"writer.WriteNumberValue({value});\n",
                SpecialType.System_Double => $"global::McpRedis.Reply.ReplyJson.WriteDouble(writer, {value});\n",
                _ when IsText(type) => $"global::McpRedis.Reply.ReplyJson.WriteText(writer, {value});\n",
                _ when IsTree(type) => $"{value}.Write(writer);\n",
                _ => $"{Method(type)}(writer, {value});\n",
            });
        }
    }

    private string SchemaOf(ITypeSymbol type, string description)
    {
        var (inner, nullable) = type.Unwrap();
        string about = description.Length == 0 ? "" : ",\"description\":" + Literal.Json(description);
        string Typed(string json) => nullable ? $"{{\"type\":[\"{json}\",\"null\"]{about}}}" : $"{{\"type\":\"{json}\"{about}}}";
        string Opened(string json) => nullable ? $"\"type\":[\"{json}\",\"null\"]" : $"\"type\":\"{json}\"";
        if (Element(inner) is { } element)
        {
            return $"{{{Opened("array")},\"items\":{SchemaOf(element, "")}{about}}}";
        }
        if (DictionaryValue(inner) is { } entry)
        {
            return $"{{{Opened("object")},\"additionalProperties\":{SchemaOf(entry, "")}{about}}}";
        }
        if (inner.TypeKind == TypeKind.Enum)
        {
            string words = string.Join(",", inner.EnumMembers().Select(m => Literal.Json(Literal.Camel(m.Name))));
            return $"{{{Opened("string")},\"enum\":[{words}{(nullable ? ",null" : "")}]{about}}}";
        }
        if (IsTree(inner))
        {
            HoldsStoredData = true;
            return $"{{{about.TrimStart(',')}}}";   // any JSON: its shape is the reply's own
        }
        if (IsText(inner))
        {
            HoldsStoredData = true;
            return $"{{{Opened("object")},\"properties\":{{\"text\":{{\"type\":\"string\"}},\"base64\":{{\"type\":\"string\"}},\"sizeBytes\":{{\"type\":\"integer\"}},\"truncated\":{{\"type\":\"boolean\"}}}},\"additionalProperties\":false{about}}}";
        }
        return inner.SpecialType switch
        {
            SpecialType.System_String => Typed("string"),
            SpecialType.System_Boolean => Typed("boolean"),
            SpecialType.System_Int32 or SpecialType.System_Int64 => Typed("integer"),
            // inf, -inf and nan are not JSON numbers and are written as strings.
            SpecialType.System_Double => $"{{\"type\":[\"number\",\"string\"{(nullable ? ",\"null\"" : "")}]{about}}}",
            _ => ObjectSchema(inner, description, nullable),
        };
    }

    private string ObjectSchema(ITypeSymbol record, string description, bool nullable = false)
    {
        var docs = DocComment.Of(record);
        var members = record.RecordMembers();
        string properties = string.Join(",", members.Select(m => $"{Literal.Json(Literal.Camel(m.Name))}:{SchemaOf(m.Type, docs.Parameter(m.Name))}"));
        string required = string.Join(",", members.Select(m => Literal.Json(Literal.Camel(m.Name))));
        string about = description.Length == 0 ? "" : ",\"description\":" + Literal.Json(description);
        string kind = nullable ? "[\"object\",\"null\"]" : "\"object\"";
        return $"{{\"type\":{kind}{about},\"properties\":{{{properties}}},\"required\":[{required}],\"additionalProperties\":false}}";
    }

    private static ITypeSymbol? Element(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array when !type.IsByteArray() => array.ElementType,
        INamedTypeSymbol { Name: "IReadOnlyList" or "List", TypeArguments.Length: 1 } list => list.TypeArguments[0],
        _ => null,
    };

    private static ITypeSymbol? DictionaryValue(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "IReadOnlyDictionary" or "Dictionary", TypeArguments.Length: 2 } map ? map.TypeArguments[1] : null;
}
