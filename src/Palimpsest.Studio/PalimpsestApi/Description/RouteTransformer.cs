using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Palimpsest.Studio.WebUIApi.Schemas;

namespace Palimpsest.Studio.PalimpsestApi.Description;

/// <summary>Adds what routes say of the bodies and parameters that they read by themselves.</summary>
internal sealed class RouteTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        IList<object> metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (RouteParameter parameter in metadata.OfType<RouteParameter>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = parameter.Place == "header" ? ParameterLocation.Header : ParameterLocation.Query,
                Description = parameter.Description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        if (metadata.OfType<BodySchema>().FirstOrDefault() is BodySchema body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Schema(body) } },
            };
        }

        return Task.CompletedTask;
    }

    private static OpenApiSchema Schema(BodySchema body) => new()
    {
        Title = body.Name,
        Type = JsonSchemaType.Object,
        Properties = body.Fields.ToDictionary(field => field.Name, Schema),
        Required = new HashSet<string>(body.Fields.Where(field => field.Default is null).Select(field => field.Name)),
    };

    private static IOpenApiSchema Schema(BodyField field) => new OpenApiSchema
    {
        Type = TypeOf(field.Kind) | (field.IsNullable ? JsonSchemaType.Null : 0),
        Default = field.Default is null ? null : field.DefaultValue,
        Minimum = field.Least?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ExclusiveMinimum = field.Above?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Maximum = field.Most?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Items = field.Kind switch
        {
            BodyFieldKind.TextList => new OpenApiSchema { Type = JsonSchemaType.String },
            BodyFieldKind.ObjectList => Schema(field.Items!),
            _ => null,
        },
    };

    private static JsonSchemaType TypeOf(BodyFieldKind kind) => kind switch
    {
        BodyFieldKind.Text => JsonSchemaType.String,
        BodyFieldKind.Integer => JsonSchemaType.Integer,
        BodyFieldKind.Number => JsonSchemaType.Number,
        BodyFieldKind.Flag => JsonSchemaType.Boolean,
        BodyFieldKind.Object => JsonSchemaType.Object,
        _ => JsonSchemaType.Array,
    };
}
