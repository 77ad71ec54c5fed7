using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Palimpsest.Diffusion.Infotext;

namespace Palimpsest.Cli.Parsing;

/// <summary>Options whose wrong values are answered with the option, the value, and what is allowed.</summary>
internal static class OptionOf
{
    /// <summary>A number from one bound to the other, both included. Without a default the value is null when not given.</summary>
    public static Option<T?> Number<T>(string name, string description, T minimum, T maximum, T? defaultValue = null)
        where T : struct, INumber<T>
    {
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Create(CultureInfo.InvariantCulture, $"{minimum}..{maximum}"),
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, CultureInfo.InvariantCulture, out T value) && value >= minimum && value <= maximum)
                {
                    return value;
                }

                string kind = T.IsInteger(minimum) && typeof(T) != typeof(double) ? "a whole number" : "a number";
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be {kind} from {minimum} to {maximum}."));
                return null;
            },
        };
        if (defaultValue is T given)
        {
            option.DefaultValueFactory = _ => given;
        }

        return option;
    }

    /// <summary>
    /// A number that pictures carry in their infotext: "7" stays an integer and "7.0" a float, as in webui. From one bound to the other, both included.
    /// </summary>
    public static Option<PythonNumber> Parameter(string name, string description, int minimum, int maximum, PythonNumber defaultValue)
    {
        Option<PythonNumber> option = Text(name, description, $"{minimum}..{maximum}", text =>
            PythonNumber.TryParse(text, out PythonNumber number) && number.Value >= minimum && number.Value <= maximum
                ? number
                : throw new FormatException($"it must be a number from {minimum} to {maximum}."));
        option.DefaultValueFactory = _ => defaultValue;
        return option;
    }

    /// <summary>A text that the parser turns into a value; it throws <see cref="FormatException"/> with the rest of a sentence that begins with the option's name.</summary>
    public static Option<T> Text<T>(string name, string description, string helpName, Func<string, T> parse)
    {
        return new Option<T>(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                try
                {
                    return parse(text);
                }
                catch (FormatException exception)
                {
                    result.AddError($"{name} is '{text}'; {exception.Message}");
                    return default!;
                }
            },
        };
    }

    /// <summary>A name that the search knows; the search throws <see cref="ArgumentException"/> with a sentence about any other.</summary>
    public static Option<string?> Name(string name, string description, Func<string, object> find, string? defaultName)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "name" };
        option.Validators.Add(result =>
        {
            try
            {
                result.Tokens.Select(token => find(token.Value)).ToList();
            }
            catch (ArgumentException exception)
            {
                result.AddError($"{name}: {exception.Message}");
            }
        });
        if (defaultName is not null)
        {
            option.DefaultValueFactory = _ => defaultName;
        }

        return option;
    }
}
