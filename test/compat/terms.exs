# Reads lines from the standard input and answers each with one, both of Base64 words with a blank between.
#   same TERM LITERAL -> whether both are the same, the term as Erlang writes it, and as Elixir shows it
#   any TERM TERM     -> whether Erlang reads the first, and, once it is as plain as ours, whether the second is the same
defmodule Answer do
  def to("same", term, literal) do
    {evaluated, _} = literal |> Base.decode64!() |> Code.eval_string()
    read = :erlang.binary_to_term(Base.decode64!(term), [:safe])
    shown = inspect(read, limit: :infinity, printable_limit: :infinity, charlists: :as_lists)
    Enum.join([read === evaluated, Base.encode64(:erlang.term_to_binary(read)), Base.encode64(shown)], " ")
  end

  def to("any", term, ours) do
    case read(Base.decode64!(term)) do
      {:ok, read} -> "read #{ours != "-" and plain(read) == :erlang.binary_to_term(Base.decode64!(ours), [:safe])}"
      :error -> "refused false"
    end
  end

  # Not in safe mode, for the key of a map may be an atom that this program does not know.
  defp read(bytes) do
    {:ok, :erlang.binary_to_term(bytes)}
  rescue
    ArgumentError -> :error
  end

  defp plain(%{} = map), do: Map.new(map, fn {key, value} -> {key(key), plain(value)} end)
  defp plain([head | tail]), do: [plain(head) | plain(tail)]
  defp plain(tuple) when is_tuple(tuple), do: tuple |> Tuple.to_list() |> plain()
  defp plain(other), do: other

  defp key(atom) when is_atom(atom), do: Atom.to_string(atom)
  defp key(other), do: other
end

for line <- IO.stream(:stdio, :line) do
  [kind, first, second] = line |> String.trim() |> String.split(" ")
  IO.puts(Answer.to(kind, first, second))
end
